import { describe, expect, test } from "vitest";
import { gradCheck } from "../../../lib/check/grad-check.js";
import * as conv2d from "../../../lib/layers/conv2d.js";
import * as depthwiseSeparable from "../../../lib/layers/depthwise-separable.js";
import { convOutputSize, slidingWindows } from "../../../lib/layers/windows.js";
import { Random } from "../../../lib/random.js";
import { arange, ones, randn, zeros } from "../../../lib/tensor/create.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";

type Setting = {
  x: [number, number, number, number];
  W: [number, number, number, number];
  options?: conv2d.Conv2dOptions;
};

const settings: Record<string, Setting> = {
  "one image, one channel, one pixel": { x: [1, 1, 1, 1], W: [2, 1, 1, 1] },
  "odd sizes, padding": { x: [2, 3, 5, 4], W: [2, 3, 3, 3], options: { padding: 1 } },
  "a stride that leaves a rest": { x: [1, 2, 6, 5], W: [3, 2, 2, 3], options: { stride: [3, 2] } },
  "dilation in one direction": {
    x: [2, 1, 7, 5],
    W: [2, 1, 3, 2],
    options: { dilation: [2, 1], padding: [1, 0], stride: [1, 2] },
  },
  "two groups": { x: [2, 4, 3, 4], W: [6, 2, 2, 2], options: { groups: 2, padding: [0, 1] } },
  depthwise: { x: [1, 3, 4, 4], W: [3, 1, 3, 3], options: { groups: 3, stride: 2, padding: 1 } },
  pointwise: { x: [3, 4, 2, 3], W: [2, 4, 1, 1] },
  "padding wider than the image": { x: [1, 1, 2, 1], W: [1, 1, 5, 5], options: { padding: 3 } },
};

/** The definition, sum by sum. */
function naively({ x, W, b }: conv2d.Conv2dInputs, options: conv2d.Conv2dOptions): number[] {
  const pair = (value: conv2d.Conv2dOptions["stride"], otherwise: number): [number, number] =>
    typeof value === "object" ? [...value] : [value ?? otherwise, value ?? otherwise];
  const [stride, padding] = [pair(options.stride, 1), pair(options.padding, 0)];
  const dilation = pair(options.dilation, 1);
  const [N, C, H, width] = x.shape;
  const [F, channels, kH, kW] = W.shape;
  const count = [H, width].map((n, i) =>
    Math.floor((n + 2 * padding[i] - dilation[i] * ([kH, kW][i] - 1) - 1) / stride[i] + 1),
  );
  const out: number[] = [];
  for (let n = 0; n < N; n++)
    for (let f = 0; f < F; f++)
      for (let i = 0; i < count[0]; i++)
        for (let j = 0; j < count[1]; j++) {
          let sum = b ? b.at(f) : 0;
          for (let c = 0; c < channels; c++)
            for (let u = 0; u < kH; u++)
              for (let v = 0; v < kW; v++) {
                const row = i * stride[0] + u * dilation[0] - padding[0];
                const column = j * stride[1] + v * dilation[1] - padding[1];
                if (row < 0 || row >= H || column < 0 || column >= width) continue;
                const first = Math.floor((f * C) / (F * channels)) * channels;
                sum += W.at(f, c, u, v) * x.at(n, first + c, row, column);
              }
          out.push(sum);
        }
  return out;
}

describe.each(Object.entries(settings))("conv2d: %s", (_name, { x, W, options = {} }) => {
  const rng = new Random(x[2] * 10 + W[2]);
  const inputs = { x: randn(x, rng), W: randn(W, rng), b: randn([W[0]], rng) };

  test("is the sum over the window", () => {
    const got = conv2d.forward(inputs, options).y.data;
    const want = naively(inputs, options);
    expect(got).toHaveLength(want.length);
    want.forEach((value, i) => expect(got[i]).toBeCloseTo(value, 12));
  });

  test("has the gradients of central differences at every step", () => {
    const report = gradCheck(conv2d, inputs, { options });
    expect(report.rows.map((row) => row.name)).toEqual(["b", "W", "columns", "x"]);
    expect(report.worst).toBeLessThan(1e-8);
  });
});

describe("conv2d", () => {
  test("takes views in any order of axes, and no bias", () => {
    const rng = new Random(1);
    const inputs = {
      x: randn([4, 5, 2, 3], rng).permute(2, 3, 1, 0),
      W: randn([3, 2, 3, 2], rng).permute(1, 0, 3, 2),
    };
    const options = { padding: 1 };
    const dense = { x: inputs.x.add(0), W: inputs.W.add(0), b: zeros([2]) };
    const { y, cache } = conv2d.forward(inputs, options);
    expect(y.toArray()).toEqual(conv2d.forward(dense, options).y.toArray());
    expect(conv2d.backward(y, cache).dB).toBeUndefined();
    expect(gradCheck(conv2d, inputs, { options }).worst).toBeLessThan(1e-8);
    const dY = randn([...y.shape].reverse(), rng).T;
    const settings = { options, dY };
    expect(gradCheck(conv2d, inputs, settings).worst).toBeLessThan(1e-8);
  });

  test("takes no images at all", () => {
    const inputs = { x: zeros([0, 4, 3, 3]), W: ones([2, 2, 2, 2]) };
    const { y, cache } = conv2d.forward(inputs, { groups: 2 });
    expect(y.shape).toEqual([0, 2, 2, 2]);
    const { dX, dW } = conv2d.backward(zeros([0, 2, 2, 2]), cache);
    expect(dX.shape).toEqual([0, 4, 3, 3]);
    expect(dW.toArray()).toEqual(zeros([2, 2, 2, 2]).toArray());
  });

  test("keeps float32", () => {
    const options = { dtype: "float32" } as const;
    const { y, cache } = conv2d.forward({
      x: ones([1, 1, 3, 3], options),
      W: ones([1, 1, 2, 2], options),
    });
    expect([y.dtype, conv2d.backward(y, cache).dX.dtype]).toEqual(["float32", "float32"]);
  });

  test.each<[string, () => unknown, string]>([
    [
      "x",
      () => conv2d.forward({ x: ones([3, 5, 5]), W: ones([2, 3, 3, 3]) }),
      "conv2d.forward: x must have shape (N, C, H, W), got (3, 5, 5)",
    ],
    [
      "W",
      () => conv2d.forward({ x: ones([1, 3, 5, 5]), W: ones([3, 3]) }),
      "conv2d.forward: W must have shape (F, C/groups, kH, kW), got (3, 3)",
    ],
    [
      "channels",
      () => conv2d.forward({ x: ones([1, 3, 5, 5]), W: ones([2, 4, 3, 3]) }),
      "conv2d.forward: W must have shape (2, 3, 3, 3), got (2, 4, 3, 3)",
    ],
    [
      "bias",
      () => conv2d.forward({ x: ones([1, 3, 5, 5]), W: ones([2, 3, 3, 3]), b: ones([3]) }),
      "conv2d.forward: b must have shape (2), got (3)",
    ],
    [
      "groups",
      () => conv2d.forward({ x: ones([1, 4, 5, 5]), W: ones([3, 2, 3, 3]) }, { groups: 2 }),
      "conv2d.forward: groups must divide the 4 channels of x and the 3 filters of W, got 2",
    ],
    [
      "groups of zero",
      () => conv2d.forward({ x: ones([1, 4, 5, 5]), W: ones([3, 2, 3, 3]) }, { groups: 0 }),
      "conv2d.forward: groups must be an integer of at least 1, got 0",
    ],
    [
      "a filter that does not fit",
      () => conv2d.forward({ x: ones([1, 1, 3, 5]), W: ones([1, 1, 3, 3]) }, { dilation: [3, 1], padding: [1, 0] }), // prettier-ignore
      "conv2d.forward: the window must fit into the padded height, expected at most 5 (3 + 2 · 1), got 7",
    ],
    [
      "stride",
      () => conv2d.forward({ x: ones([1, 1, 3, 5]), W: ones([1, 1, 1, 1]) }, { stride: [1, 0] }),
      "conv2d.forward: stride along the width must be an integer of at least 1, got 0",
    ],
    [
      "padding",
      () => conv2d.forward({ x: ones([1, 1, 3, 5]), W: ones([1, 1, 1, 1]) }, { padding: NaN }),
      "conv2d.forward: padding must be an integer of at least 0, got NaN",
    ],
    [
      "a pair of three",
      () =>
        conv2d.forward(
          { x: ones([1, 1, 3, 5]), W: ones([1, 1, 1, 1]) },
          { padding: [1, 2, 3] as unknown as [number, number] },
        ),
      "conv2d.forward: padding must be a number or [height, width], got [1,2,3]",
    ],
    [
      "dY",
      () =>
        conv2d.backward(
          ones([1, 1, 3, 3]),
          conv2d.forward({ x: ones([1, 1, 3, 3]), W: ones([1, 1, 2, 2]) }).cache,
        ),
      "conv2d.backward: dY must have shape (1, 1, 2, 2), got (1, 1, 3, 3)",
    ],
  ])("refuses %s that does not fit", (_name, attempt, message) => {
    expect(attempt).toThrow(message);
  });
});

describe("depthwiseSeparable", () => {
  const rng = new Random(4);
  const inputs = {
    x: randn([2, 3, 5, 4], rng),
    Wd: randn([6, 1, 3, 3], rng),
    Wp: randn([4, 6, 1, 1], rng),
  };

  test("has the gradients of central differences at every step", () => {
    const options = { stride: [2, 1] as const, padding: 1 };
    const report = gradCheck(depthwiseSeparable, inputs, { options });
    expect(report.rows.map((row) => row.name)).toEqual(["Wp", "depthwise", "Wd", "x"]);
    expect(report.worst).toBeLessThan(1e-8);
  });

  test("is the full convolution with filters Wp · Wd", () => {
    const { x, Wd, Wp } = inputs;
    const depthwise = Wd.reshape(1, 3, 2, 9);
    const W = Wp.reshape(4, 3, 2, 1).mul(depthwise).sum(2).reshape(4, 3, 3, 3);
    const off = (a: Tensor, b: Tensor): number => a.sub(b).abs().max().item();
    const { y } = depthwiseSeparable.forward(inputs);
    expect(off(y, conv2d.forward({ x, W }).y)).toBeLessThan(1e-12);
  });

  test("refuses filters that do not fit", () => {
    expect(() => depthwiseSeparable.forward({ ...inputs, Wd: ones([4, 1, 3, 3]) })).toThrow(
      "depthwiseSeparable.forward: Wd must have shape (3·m, 1, kH, kW), got (4, 1, 3, 3)",
    );
    expect(() => depthwiseSeparable.forward({ ...inputs, Wp: ones([4, 3, 1, 1]) })).toThrow(
      "depthwiseSeparable.forward: Wp must have shape (F, 6, 1, 1), got (4, 3, 1, 1)",
    );
  });
});

describe("windows", () => {
  test("are as many as the lecture's formula says", () => {
    expect(convOutputSize(32, { kernel: 5 })).toBe(28);
    expect(convOutputSize(7, { kernel: 3, stride: 3 })).toBe(2);
    expect(convOutputSize(7, { kernel: 3, stride: 3, ceil: true })).toBe(3);
    expect(convOutputSize(5, { kernel: 2, stride: 3, padding: 1, ceil: true })).toBe(2);
    expect(convOutputSize(4, { kernel: 2, stride: 4, padding: 1, ceil: true })).toBe(2);
    expect(convOutputSize(3, { kernel: 2, stride: 4, padding: 1, ceil: true })).toBe(1);
    expect(() => convOutputSize(2, { kernel: 3 })).toThrow(
      "convOutputSize: the window must fit into the padded axis, expected at most 2 (2 + 2 · 0), got 3",
    );
    expect(() => convOutputSize(0, { kernel: 3 })).toThrow(
      "convOutputSize: size must be an integer of at least 1, got 0",
    );
    expect(() => convOutputSize(3, { kernel: 1.5 })).toThrow(
      "convOutputSize: kernel must be an integer of at least 1, got 1.5",
    );
  });

  test("say where each entry comes from", () => {
    const { rows, columns } = slidingWindows([3, 2], { kernel: [2, 1], padding: [1, 0] });
    expect(rows).toEqual({
      entries: 2,
      windows: 4,
      index: Int32Array.of(-1, 0, 1, 2, 0, 1, 2, -1),
    });
    expect(columns).toEqual({ entries: 1, windows: 2, index: Int32Array.of(0, 1) });
    const { y } = conv2d.forward({ x: arange(4).reshape(1, 1, 2, 2), W: ones([1, 1, 1, 1]) });
    expect(y.toArray()).toEqual([[[[0, 1], [2, 3]]]]); // prettier-ignore
  });
});
