import type { Fused, NormLayout, View } from "../../backend.js";
import { stridesOf } from "../../../tensor/shape.js";
import { unary } from "../expression.js";
import { fits, float, launch, seen } from "../launch.js";
import { liesDense } from "../../layout.js";

const paramsOf = ({ outer, blocks, inner, every, period }: NormLayout): number[] => [
  ...[outer, blocks, inner, every, period],
];

/** A view whose entries follow each other: a copy unless they do. */
function denseOf(x: View): View {
  if (liesDense(x)) return x;
  const { shape } = x;
  return { storage: unary("copy", x, "float32"), shape, strides: stridesOf(shape), offset: 0 };
}

const offsetsOf = (views: readonly View[]): number[] => views.map(({ offset }) => offset);

export const normalize: Fused["normalize"] = (input, layout, { gamma, beta }, eps) => {
  const { outer, blocks, inner } = layout;
  const size = outer * blocks * inner;
  if (!fits([input], size)) return undefined;
  const x = denseOf(input);
  // What is missing is not read; something must be bound in its place.
  const views = [x, gamma ? denseOf(gamma) : x, beta ? denseOf(beta) : x].map(seen);
  const kernel = {
    file: "norm" as const,
    uses: ["functions" as const],
    entry: "main",
    constants: { has_gamma: Number(gamma !== undefined), has_beta: Number(beta !== undefined) },
  };
  const params = [...paramsOf(layout), float(eps), ...offsetsOf(views)];
  const work = { params, groups: blocks };
  const [y, mean, variance] = launch(kernel, views, [size, blocks, blocks], work);
  return { y, mean, variance };
};

export const normalizeBack: Fused["normalizeBack"] = (dY, { centered, invStd, gamma }, layout) => {
  const { outer, blocks, inner, period } = layout;
  const size = outer * blocks * inner;
  if (!fits([dY, centered], size)) return undefined;
  const views = [dY, centered, invStd, gamma ?? invStd].map((view) => seen(denseOf(view)));
  const kernel = {
    file: "norm-back" as const,
    uses: ["functions" as const],
    constants: { has_gamma: Number(gamma !== undefined) },
  };
  const params = [...paramsOf(layout), ...offsetsOf(views)];
  // The kernels share their bindings; what belongs to the other one is a single number.
  const input = launch({ ...kernel, entry: "input" }, views, [size, 1], { params, groups: blocks });
  const [dGamma, dBeta] = launch({ ...kernel, entry: "affine" }, views, [period, period], {
    params,
    groups: period,
  });
  return { dX: input[0], dGamma, dBeta };
};
