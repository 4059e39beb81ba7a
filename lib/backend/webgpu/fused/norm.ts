import type { Fused, NormLayout, Storage, View } from "../../backend.js";
import { stridesOf } from "../../../tensor/shape.js";
import { unary } from "../expression.js";
import { fits, float, launch, seen } from "../launch.js";
import { liesDense, wholeOf } from "../../layout.js";
import { reduce } from "../reduce.js";
import type { GpuStorage } from "../storage.js";

/** Blocks that a group has where they lie side by side: as many numbers as a GPU fetches at once. */
const WIDTH = 32;

/** Threads in a group, and in one of the many groups of small blocks. */
const THREADS = { few: 64, many: 256 } as const;
const MANY_BLOCKS = 256;
const SMALL_BLOCK = 2048;

/** Rows of blocks side by side that a group adds up at most, when gradients of gamma and beta are summed. */
const PIECE = 512;

/** How groups share an array, as in kernels/blocks.wgsl: with threads side by side as a power of two. */
function sharing({ outer, blocks, inner }: Pick<NormLayout, "outer" | "blocks" | "inner">) {
  if (inner === 1 && blocks >= WIDTH) {
    const groups = Math.ceil(blocks / WIDTH);
    return { groups, power: 0, constants: { threads: THREADS.many, width: WIDTH } };
  }
  const isSmall = blocks >= MANY_BLOCKS && outer * inner <= SMALL_BLOCK;
  const threads = isSmall ? THREADS.few : THREADS.many;
  const power = Math.ceil(Math.log2(Math.min(threads, inner)));
  return { groups: blocks, power, constants: { threads, width: 1 } };
}

/** How gamma and beta change in a block: with each entry, not at all, or after so many entries. */
const changeOf = ({ inner, every }: NormLayout) => ({
  step: every === 1 ? 1 : 0,
  divided: Number(every > 1 && every < inner),
});

/** Whether gamma and beta change with whole parts of a block, and repeat with blocks or with rows of all blocks. */
const isTaken = ({ outer, blocks, inner, every, period }: NormLayout): boolean =>
  inner % every === 0 &&
  (period * every) % inner === 0 &&
  (outer === 1 || period * every === blocks * inner);

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
  if (!isTaken(layout) || !fits([input], size)) return undefined;
  const x = denseOf(input);
  // What is missing is not read; something must be bound in its place.
  const views = [x, gamma ? denseOf(gamma) : x, beta ? denseOf(beta) : x].map(seen);
  const { groups, power, constants } = sharing(layout);
  const { step, divided } = changeOf(layout);
  const given = { has_gamma: Number(gamma !== undefined), has_beta: Number(beta !== undefined) };
  const kernel = {
    file: "norm" as const,
    uses: ["functions" as const, "blocks" as const],
    entry: "main",
    constants: { ...constants, divided, ...given },
  };
  const params = [...paramsOf(layout), float(eps), ...offsetsOf(views), power, step];
  const [y, mean, variance] = launch(kernel, views, [size, blocks, blocks], { params, groups });
  return { y, mean, variance };
};

export const normalizeBack: Fused["normalizeBack"] = (dY, { centered, invStd, gamma }, layout) => {
  const { outer, blocks, inner, every, period } = layout;
  const size = outer * blocks * inner;
  if (!isTaken(layout) || !fits([dY, centered], size)) return undefined;
  const views = [dY, centered, invStd, gamma ?? invStd].map((view) => seen(denseOf(view)));
  const { step, divided } = changeOf(layout);
  const kernel = { file: "norm-back" as const, uses: ["blocks" as const] };
  const params = [...paramsOf(layout), ...offsetsOf(views)];
  // The kernels share their bindings; what belongs to the other one is a single number.
  const byBlock = sharing(layout);
  const given = { has_gamma: Number(gamma !== undefined), divided };
  const [dX] = launch(
    { ...kernel, entry: "input", constants: { ...byBlock.constants, ...given } },
    views,
    [size, 1],
    { params: [...params, byBlock.power, step], groups: byBlock.groups },
  );
  const repeats = size / (period * every);
  const pieces = Math.ceil(repeats / PIECE);
  const byEntry = sharing({ outer: repeats, blocks: period, inner: every });
  const blocksOfRepeat = outer > 1 ? 0 : blocks / repeats;
  const pieceParams = [byEntry.power, repeats, Math.ceil(repeats / pieces), pieces];
  const sums = launch(
    { ...kernel, entry: "affine", constants: byEntry.constants },
    views,
    [pieces * period, pieces * period],
    {
      params: [...params, ...pieceParams, inner / every, blocksOfRepeat],
      groups: byEntry.groups * pieces,
    },
  );
  const whole = (sum: GpuStorage): Storage =>
    pieces === 1 ? sum : reduce("sum", wholeOf(sum, [pieces, period]), [0]);
  return { dX, dGamma: whole(sums[0]), dBeta: whole(sums[1]) };
};
