import { describe, expect, it } from "vitest";
import {
  objective,
  profile,
  Profile,
  Random,
  randn,
  reference,
  sgd,
  toBundle,
  twoLayerNet,
  wasm,
} from "../../../lib/index.js";

describe.each([reference, wasm])("profile on $name", (backend) => {
  const options = { dtype: "float32", backend } as const;
  const model = twoLayerNet({ inputs: 300, hidden: 50, classes: 10, ...options });
  const x = randn([40, 300], new Random(1), options);
  const labels = Array.from({ length: 40 }, (_, i) => i % 10);
  const step = () => {
    const { loss, gradients } = objective(model, { x, labels }, 0, "train");
    const moved = Object.entries(gradients()).map(([name, g]) =>
      sgd.update(model.params[name], g, {}),
    );
    return { loss, moved };
  };

  it("tells where a training step spends its time, and all of it", async () => {
    const found = await profile(step, { times: 4 });
    expect(found.times).toBe(4);
    const total = found.rows.reduce((sum, { ms }) => sum + ms, 0);
    expect(total).toBeCloseTo(found.ms, 6);
    expect(found.rows.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 6);
    const product = found.rows.find(
      ({ operation, size }) => operation === "matmul" && size === "(40, 300) (300, 50)",
    );
    expect(product).toMatchObject({ calls: 4, bytes: 4 * 4 * (40 * 300 + 300 * 50 + 40 * 50) });
    expect(product?.ms).toBeGreaterThan(0);
    for (const [i, { ms }] of found.rows.slice(1).entries())
      expect(ms).toBeLessThanOrEqual(found.rows[i].ms);
  });

  it("counts the time of an operation inside another one once", async () => {
    const a = randn([100, 100], new Random(2), options);
    const { rows, ms } = await profile(() => a.exp().matmul(a.tanh()).sum());
    expect(rows.every((row) => row.ms >= 0)).toBe(true);
    expect(rows.reduce((sum, row) => sum + row.ms, 0)).toBeLessThanOrEqual(ms * 1.000001);
  });

  it("waits for work that waits, and ends when it throws", async () => {
    const a = randn([100, 100], new Random(2), options);
    const late = await profile(async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return a.matmul(a);
    });
    const between = late.rows.find(({ operation }) => operation === "between operations");
    expect(between?.ms).toBeGreaterThan(18); // the wait, less what a timer may be early
    expect(late.rows.map(({ operation }) => operation)).toContain("matmul");
    const failing = profile(() => {
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    const quiet = await profile(() => 1);
    a.add(1).sum();
    expect(quiet.rows.map(({ operation }) => operation)).toEqual(["between operations"]);
  });
});

it("shows a table in a notebook and text elsewhere, the rows after fifteen together", async () => {
  const row = (i: number) => ({
    ...{ operation: `op<${i}>`, size: "(2, 3)", calls: 1, ms: 20 - i, share: 0.05, bytes: 1e6 },
  });
  const shown = new Profile(
    Array.from({ length: 20 }, (_, i) => row(i)),
    210,
    2,
  );
  const lines = String(shown).split("\n");
  expect(lines[0]).toBe("210 ms for 2 runs, 105 ms each");
  expect(lines[1]).toMatch(/^operation +size +calls +ms +share +MB$/);
  expect(lines[2]).toMatch(/^op<0> +\(2, 3\) +1 +20\.0 +5\.0% +1\.00$/);
  expect(lines[17]).toMatch(/^5 others +5 +15\.0 +25\.0% +5\.00$/);
  expect(lines).toHaveLength(18);
  const bundle = toBundle(shown);
  expect(bundle["text/html"]).toContain('<th style="text-align:left">operation</th>');
  expect(bundle["text/html"]).toContain("op&lt;0&gt;");
  expect(bundle["text/plain"]).toBe(String(shown));
  await expect(profile(() => 1, { times: 0 })).rejects.toThrow("profile: times");
});
