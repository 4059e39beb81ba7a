import { beforeEach, describe, expect, it } from "vitest";
import type { BinaryOp, UnaryOp, View } from "../../../../lib/backend/backend.js";
import { reference } from "../../../../lib/backend/reference/reference.js";
import { webgpu } from "../../../../lib/backend/webgpu/webgpu.js";
import { keepMask } from "../../../../lib/layers/keep-mask.js";
import { slidingWindows } from "../../../../lib/layers/windows.js";
import { Random } from "../../../../lib/random.js";
import { sizeOf, stridesOf } from "../../../../lib/tensor/shape.js";
import { noGpu } from "./gpu.js";

const rng = new Random(7);

beforeEach((context) => {
  if (noGpu !== "") context.skip(noGpu);
});

/** Random numbers with some that arithmetic treats apart. */
function numbers(length: number, special: boolean): Float64Array {
  const odd = [NaN, Infinity, -Infinity, 0, -0, 1, 2, -3, 80, -80, 0.5];
  return Float64Array.from({ length }, () =>
    special && rng.uniform() < 0.2 ? odd[rng.integer(odd.length)] : rng.normal(),
  );
}

function view(shape: readonly number[], special = false, offset = 3): View {
  const storage = webgpu.upload(numbers(sizeOf(shape) + offset, special), "float32");
  return { storage, shape, strides: stridesOf(shape), offset };
}

const repeated = (x: View, shape: readonly number[], axes: readonly number[]): View => ({
  ...x,
  shape,
  strides: shape.map((_, axis) => (axes.includes(axis) ? 0 : (x.strides[axis] ?? 0))),
});

const turned = (x: View): View => ({
  ...x,
  shape: [...x.shape].reverse(),
  strides: [...x.strides].reverse(),
});

/** The same view of the same numbers on the reference, in float64. */
const mirror = (x: View): View => ({
  ...x,
  storage: reference.upload(webgpu.read(x.storage), "float64"),
});

/** Each number to about `limit` of its own size, or that of the smallest normal float32; NaN for NaN. */
function expectEach(got: ArrayLike<number>, want: ArrayLike<number>, limit: number): void {
  expect(got).toHaveLength(want.length);
  for (let i = 0; i < want.length; i++) {
    const rounded = Math.fround(want[i]);
    if (Object.is(got[i], rounded) || got[i] === rounded) continue;
    expect(Number.isFinite(rounded), `entry ${i}: ${got[i]} for ${want[i]}`).toBe(true);
    const error = Math.abs(got[i] - want[i]) / Math.max(Math.abs(want[i]), 2 ** -126);
    expect(error, `entry ${i}: ${got[i]} for ${want[i]}`).toBeLessThan(limit);
  }
}

/** ‖got − want‖ / ‖scale‖ */
function distance(
  got: ArrayLike<number>,
  want: ArrayLike<number>,
  scale: ArrayLike<number> = want,
): number {
  expect(got).toHaveLength(want.length);
  let [difference, size] = [0, 0];
  for (let i = 0; i < want.length; i++) {
    difference += (got[i] - want[i]) ** 2;
    size += scale[i] ** 2;
  }
  return size === 0 ? Math.sqrt(difference) : Math.sqrt(difference / size);
}

const SHAPES = [[0], [], [1], [255], [256], [257], [4099], [3, 131], [5, 2, 33]];

const BINARY = "add sub mul div pow maximum minimum greater less equal".split(" ") as BinaryOp[];

it.each(BINARY)("%s agrees with the reference, NaN and infinity included", (op) => {
  for (const shape of SHAPES) {
    const [a, b] = [view(shape, true), view(shape, true)];
    const one = { ...repeated(view([1], true), shape, [0, 1, 2]), offset: 0 };
    const pairs: [View, View][] = [
      [a, b],
      [a, one],
      [one, b],
      [one, one],
      [turned(a), turned(b)],
    ];
    if (shape.length > 1)
      pairs.push([a, repeated(b, shape, [0])], [repeated(a, shape, [1]), turned(turned(b))]);
    for (const [left, right] of pairs) {
      // Powers go up to the 80th: an error in the last place of a logarithm is raised too.
      const want = reference.read(reference.binary(op, mirror(left), mirror(right)));
      const got = webgpu.read(webgpu.binary(op, left, right));
      expectEach(got, want, op === "pow" ? 1e-5 : 3e-7);
    }
  }
});

const UNARY = "neg abs sign exp log sqrt tanh erf copy".split(" ") as UnaryOp[];

it.each(UNARY)("%s agrees with the reference, NaN and infinity included", (op) => {
  for (const shape of SHAPES)
    for (const x of [view(shape, true), turned(view(shape, true))]) {
      const want = reference.read(reference.unary(op, mirror(x), "float64"));
      expectEach(webgpu.read(webgpu.unary(op, x, "float32")), want, 1e-6);
    }
});

it("squares, and takes roots and their reciprocals, as powers", () => {
  const x = view([300], true);
  for (const power of [2, -0.5, 0.5, 3, 0, -1, 1]) {
    const storage = webgpu.upload([power], "float32");
    const b = { storage, shape: [300], strides: [0], offset: 0 };
    const want = reference.read(reference.binary("pow", mirror(x), mirror(b)));
    expectEach(webgpu.read(webgpu.binary("pow", x, b)), want, 1e-6);
  }
});

describe("reductions", () => {
  it("over any axes agree with the reference, for rows long and short", () => {
    const shapes = [
      [1],
      [127],
      [5001],
      [70_001],
      [7, 129],
      [2100, 40],
      [3, 5, 130],
      [2, 3, 11, 13],
    ];
    for (const shape of shapes)
      for (const x of [view(shape), turned(view(shape))]) {
        const subsets = Array.from({ length: 2 ** shape.length }, (_, mask) =>
          shape.map((_, axis) => axis).filter((axis) => (mask >> axis) & 1),
        );
        for (const axes of subsets) {
          const own = mirror(x);
          const sizes = reference.unary("abs", own, "float64");
          const positive = { ...own, storage: sizes, strides: stridesOf(x.shape), offset: 0 };
          const scale = reference.read(reference.reduce("sum", positive, axes));
          const want = reference.read(reference.reduce("sum", own, axes));
          const got = webgpu.read(webgpu.reduce("sum", x, axes));
          expect(distance(got, want, scale)).toBeLessThan(1e-6);
          for (const op of ["max", "min"] as const)
            expect([...webgpu.read(webgpu.reduce(op, x, axes))]).toEqual([
              ...reference.read(reference.reduce(op, own, axes)),
            ]);
        }
      }
  });

  it("of columns that are read by fours agree with the reference, NaN and infinity included", () => {
    for (const [rows, columns] of [
      [2, 4],
      [32, 40],
      [63, 1028],
      [67, 1024],
      [331, 1032],
    ])
      for (const special of [false, true]) {
        const x = view([rows, columns], special, 4);
        const own = mirror(x);
        const want = reference.read(reference.reduce("sum", own, [0]));
        const got = webgpu.read(webgpu.reduce("sum", x, [0]));
        for (const [i, value] of want.entries())
          if (Number.isFinite(value)) expect(Math.abs(got[i] - value)).toBeLessThan(1e-6 * rows);
          else expect(got[i]).toBe(value);
        for (const op of ["max", "min"] as const)
          expect([...webgpu.read(webgpu.reduce(op, x, [0]))]).toEqual([
            ...reference.read(reference.reduce(op, own, [0])),
          ]);
      }
  });

  it("let NaN through, and infinities of both signs", () => {
    for (const length of [40, 300]) {
      const of = (op: "sum" | "max" | "min" | "argmax", ...odd: readonly number[]): number => {
        const row = new Float64Array(length);
        odd.forEach((value, i) => (row[length - 1 - 7 * i] = value));
        const storage = webgpu.upload(row, "float32");
        const x = { storage, shape: [length], strides: [1], offset: 0 };
        return webgpu.read(webgpu.reduce(op, x, [0]))[0];
      };
      for (const op of ["sum", "max", "min"] as const) expect(of(op, NaN)).toBeNaN();
      expect(of("argmax", NaN, 5)).toBe(length - 1);
      expect(of("argmax", 5, NaN, 5)).toBe(length - 8);
      expect(of("sum", Infinity)).toBe(Infinity);
      expect(of("sum", Infinity, -Infinity)).toBeNaN();
      expect(of("max", -Infinity)).toBe(0);
      expect(of("min", -Infinity)).toBe(-Infinity);
    }
  });

  it("over nothing are those of the reference", () => {
    const x = view([3, 0]);
    expect([...webgpu.read(webgpu.reduce("sum", x, [1]))]).toEqual([0, 0, 0]);
    expect([...webgpu.read(webgpu.reduce("max", x, [1]))]).toEqual(Array(3).fill(-Infinity));
  });
});

describe("the matrix product", () => {
  function productError(a: View, b: View): number {
    const positive = (x: View): View => {
      const storage = reference.unary("abs", mirror(x), "float64");
      return { storage, shape: x.shape, strides: stridesOf(x.shape), offset: 0 };
    };
    const scale = reference.read(reference.matmul(positive(a), positive(b)));
    const want = reference.read(reference.matmul(mirror(a), mirror(b)));
    return distance(webgpu.read(webgpu.matmul(a, b)), want, scale);
  }

  it.each([
    [1, 1, 1],
    [0, 3, 2],
    [3, 0, 2],
    [3, 2, 0],
    [31, 33, 32],
    [33, 31, 65],
    [129, 257, 33],
    [65, 1301, 40],
    [2, 5001, 3],
    [1, 700, 1],
    [100, 512, 10],
  ])("of (%i, %i) and (…, %i) in any layout", (m, k, n) => {
    const [a, b] = [view([m, k]), view([k, n])];
    const [at, bt] = [turned(view([k, m])), turned(view([n, k]))];
    const gaps = { ...view([m, 2 * k]), shape: [m, k], strides: [2 * k, 2] };
    const same = repeated(view([1, n]), [k, n], [0]);
    for (const left of [a, at, gaps])
      for (const right of [b, bt, same]) expect(productError(left, right)).toBeLessThan(1e-6);
  });

  it("of stacks, also where one matrix stands for all and sums are shared", () => {
    const [a, b] = [view([3, 5, 2130]), view([3, 2130, 9])];
    const one = { ...a, strides: [0, 2130, 1] };
    for (const left of [a, one]) expect(productError(left, b)).toBeLessThan(1e-6);
  });

  it("lets NaN and infinity through to their row, and no farther", () => {
    const values = new Float64Array(6 * 10).fill(1);
    values[2 * 10 + 3] = NaN;
    values[4 * 10 + 1] = Infinity;
    const a = { ...view([6, 10]), storage: webgpu.upload(values, "float32"), offset: 0 };
    const b = { ...view([10, 11]), storage: webgpu.upload(Array(110).fill(1), "float32") };
    const got = webgpu.read(webgpu.matmul(a, { ...b, offset: 0 }));
    const want = [10, 10, NaN, 10, Infinity, 10];
    expect([...got]).toEqual(want.flatMap((value) => new Array<number>(11).fill(value)));
  });

  it("gives the same bits each time", () => {
    const [a, b] = [view([30, 3000]), view([3000, 70])];
    const first = webgpu.read(webgpu.matmul(a, b));
    expect(webgpu.read(webgpu.matmul(a, b))).toEqual(first);
  });
});

it("windows go out and back as on the reference", () => {
  const cases = [
    { size: [9, 13], kernel: [3, 3], padding: 1, stride: 1 },
    { size: [9, 17], kernel: [3, 4], padding: 0, stride: 2 },
    { size: [7, 7], kernel: [2, 2], padding: 3, stride: 1 },
    { size: [6, 1], kernel: [3, 1], padding: [1, 0], stride: 1 },
  ] as const;
  for (const { size, ...options } of cases) {
    const { rows, columns } = slidingWindows([...size], options, "test");
    const shape = [2, 3, ...size];
    for (const x of [view(shape), turned(view([...shape].reverse()))]) {
      const out = webgpu.im2col(x, rows, columns, -Infinity);
      expect([...webgpu.read(out)]).toEqual([
        ...reference.read(reference.im2col(mirror(x), rows, columns, -Infinity)),
      ]);
      const height = 3 * rows.entries * columns.entries;
      const matrix = view([height, out.length / height]);
      for (const m of [matrix, turned(view([out.length / height, height]))]) {
        const want = reference.read(reference.col2im(mirror(m), shape, rows, columns));
        const got = webgpu.read(webgpu.col2im(m, shape, rows, columns));
        expect(distance(got, want)).toBeLessThan(1e-6);
      }
    }
  }
});

it("takes rows of numbers that are on the device, and joins", () => {
  const x = view([7, 33]);
  const there = webgpu.unary("copy", x, "float32");
  const whole = { storage: there, shape: [7, 33], strides: [33, 1], offset: 0 };
  const copied = webgpu.take(whole, [6, 0, 0, 3]);
  const joined = webgpu.concat([turned(x), x, view([0])]);
  expect([...webgpu.read(copied)]).toEqual([
    ...reference.read(reference.take(mirror(x), [6, 0, 0, 3])),
  ]);
  const want = reference.concat([mirror(turned(x)), mirror(x)]);
  expect([...webgpu.read(joined)]).toEqual([...reference.read(want)]);
});

it("masks have the bits of the reference", () => {
  for (const size of [1, 5, 20_003])
    for (const draw of [{ seed: 2 ** 40 + 9, counter: 3 }, { seed: 1 }])
      for (const p of [0, 0.3, 1]) {
        const mask = keepMask([size], p, draw, { dtype: "float32", backend: webgpu });
        const want = keepMask([size], p, draw, { dtype: "float32", backend: reference });
        expect(mask.data).toEqual(want.data);
      }
});

it("goes over the limit of groups along one axis", () => {
  // 65,536 groups of 256 and one more.
  const length = 65_536 * 256 + 1;
  const ones = { ...repeated(view([1]), [length], [0]), offset: 0 };
  const two = webgpu.binary("greater", ones, {
    ...ones,
    storage: webgpu.upload([-1e9, 0, 0, 0], "float32"),
  });
  const x = { storage: two, shape: [length], strides: [1], offset: 0 };
  expect(webgpu.read(webgpu.reduce("sum", x, [0]))[0]).toBe(length - 1);
});
