import { beforeEach, expect, it } from "vitest";
import { device } from "../../../../lib/backend/webgpu/pool.js";
import { webgpu } from "../../../../lib/backend/webgpu/webgpu.js";
import { profile, type ProfileRow } from "../../../../lib/check/profile.js";
import { Random } from "../../../../lib/random.js";
import { randn } from "../../../../lib/tensor/create.js";
import { noGpu } from "./gpu.js";

beforeEach((context) => {
  if (noGpu !== "") context.skip(noGpu);
});

const options = { dtype: "float32", backend: webgpu } as const;
const [a, b] = [
  randn([300, 200], new Random(1), options),
  randn([200, 150], new Random(2), options),
];
const work = () => a.matmul(b).maximum(0).mul(2).sum();

const rowsOf = (rows: readonly ProfileRow[], start: string): ProfileRow[] =>
  rows.filter(({ operation }) => operation.startsWith(start));

it("tells how long the GPU took for each kernel, by its own clock", async () => {
  const { rows, ms } = await profile(work, { times: 150 });
  const [product, ...others] = rowsOf(rows, "matmul");
  expect(others).toEqual([]);
  const bytes = 4 * (300 * 200 + 200 * 150 + 300 * 150);
  expect(product).toMatchObject({
    ...{ operation: "matmul, large", size: "(300, 200) (200, 150)", calls: 150 },
    bytes: 150 * bytes,
  });
  for (const name of ["matmul", "entry by entry: maximum mul", "reduce"]) {
    const time = rowsOf(rows, name).reduce((sum, row) => sum + row.ms, 0);
    expect(time, name).toBeGreaterThan(0);
    expect(time, name).toBeLessThan(ms);
  }
  expect(rowsOf(rows, "between operations")).toHaveLength(1);
  // What nobody observes is not timed.
  work().item();
  expect((await profile(() => 1)).rows).toHaveLength(1);
});

it("says so where a GPU has no clock", async () => {
  const { limits } = device();
  const { timestamps } = limits;
  Object.assign(limits, { timestamps: false });
  try {
    const { rows } = await profile(work, { times: 3 });
    const [row] = rowsOf(rows, "on a GPU");
    expect(row).toMatchObject({ operation: "on a GPU that has no timestamps", ms: 0 });
    expect(row.calls).toBeGreaterThan(5);
  } finally {
    Object.assign(limits, { timestamps });
  }
});
