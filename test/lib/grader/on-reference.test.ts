import { readdirSync } from "node:fs";
import { afterEach, expect, test, vi } from "vitest";
import { leavesOf } from "../../../lib/course/plain.js";
import { exerciseNamed, withHiddenChecks } from "../../../lib/grader/index.js";
import { skipCheck } from "../../../lib/grader/scoring/run-check.js";
import { Random } from "../../../lib/random.js";
import { Tensor } from "../../../lib/tensor/tensor.js";

const ids = readdirSync("exercises")
  .filter((file) => file.endsWith(".ipynb"))
  .map((file) => file.replace(".ipynb", ""));

afterEach(() => vi.unstubAllEnvs());

test.each(["wasm", "reference", ""])(
  "Right values are worked out on the reference, also if GRADLAB_BACKEND is '%s'",
  async (said) => {
    vi.stubEnv("GRADLAB_BACKEND", said);
    const backends = new Map<string, number>();
    for (const id of ids) {
      const exercise = withHiddenChecks(await exerciseNamed(id));
      for (const check of exercise.checks) {
        const order = { exercise, check, cells: [], rng: () => new Random(1) };
        for (const { args, entries } of skipCheck(order, "this is a test").calls) {
          const values = [...args.flatMap((arg) => leavesOf(arg).map(({ want }) => want))];
          for (const value of [...values, ...entries.map((entry) => entry.value)])
            if (value instanceof Tensor)
              backends.set(value.backend.name, (backends.get(value.backend.name) ?? 0) + 1);
        }
      }
    }
    expect([...backends.keys()]).toEqual(["reference"]);
    expect(backends.get("reference")).toBeGreaterThan(1000);
  },
);
