import { describe, expect, test } from "vitest";
import { small } from "../../../lib/backend/wasm/small.js";
import { Random } from "../../../lib/random.js";
import { fromData, randn } from "../../../lib/tensor/create.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";
import { layerCases } from "../trace/layers.js";

/** The same numbers, stored with the axes the other way round and, if there is but one, behind others. */
function scattered(value: Tensor): Tensor {
  if (value.rank < 2) {
    const behind = fromData([NaN, ...value.data], [value.size + 1], value);
    return behind.slice(1).reshape(...value.shape);
  }
  const axes = value.shape.map((_, axis) => value.rank - 1 - axis);
  const turned = value.permute(...axes);
  return fromData(turned.data, turned.shape, value).permute(...axes);
}

const bits = ({ shape, data }: Tensor): unknown => [shape, Array.from(data)];

/** To the last bit, but where kernels of wasm do what loops do else: they sum in the order in which numbers lie. */
function expectSame(got: Tensor | undefined, wanted: Tensor | undefined): void {
  if (!got || !wanted || small.numbers > 0) {
    expect(got && bits(got)).toEqual(wanted && bits(wanted));
    return;
  }
  expect(got.shape).toEqual(wanted.shape);
  got.data.forEach((value, i) =>
    expect(Math.abs(value - wanted.data[i])).toBeLessThanOrEqual(
      1e-14 * (1 + Math.abs(wanted.data[i])),
    ),
  );
}

test("a scattered tensor holds the same numbers at other places", () => {
  const value = randn([2, 3, 4], new Random(1));
  expect(bits(scattered(value))).toEqual(bits(value));
  expect(scattered(value).view.strides).not.toEqual(value.view.strides);
});

describe.each(layerCases)("$name", ({ layer, inputs, options }) => {
  test("gives the same to the last bit for inputs and gradients that are views", () => {
    const tensors = Object.entries(inputs).map(
      ([name, value]) => [name, scattered(value)] as const,
    );
    const plain = layer.forward(inputs, options);
    const views = layer.forward(Object.fromEntries(tensors), options);
    const outputOf = (out: typeof plain): Tensor => ("y" in out ? out.y : out.loss);
    expectSame(outputOf(views), outputOf(plain));
    const dY = randn(outputOf(plain).shape, new Random(2));
    const wanted = layer.backward(dY, plain.cache);
    const got = layer.backward(scattered(dY), views.cache);
    expect(Object.keys(got)).toEqual(Object.keys(wanted));
    for (const [name, gradient] of Object.entries(wanted)) expectSame(got[name], gradient);
  });
});
