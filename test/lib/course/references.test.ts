import { expect, test } from "vitest";
import { loadExercise } from "../../../lib/course/exercises/load.js";
import { maskOf } from "../../../lib/course/exercises/dropout/inputs.js";
import { partNamed, type Arguments, type Plain } from "../../../lib/course/exercise.js";
import { keepMask } from "../../../lib/layers/keep-mask.js";
import * as adamw from "../../../lib/optim/adamw.js";
import * as adam from "../../../lib/optim/adam.js";
import { Random } from "../../../lib/random.js";
import { run } from "../../../lib/step.js";
import { rand, randn } from "../../../lib/tensor/create.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";
import { draw, logUniform } from "../../../lib/train/search/space.js";

/** What an exercise's own reference gives; most are the library's functions themselves. */
const right = async (id: string, part: string, args: Arguments): Promise<Record<string, Plain>> =>
  partNamed(await loadExercise("test", id), part).reference(args, run) as Record<string, Plain>;

test("dropout's mask of uniform numbers is the library's", () => {
  const u = rand([40], new Random(3, 2));
  expect(maskOf(u, 0.3).toArray()).toEqual(keepMask([40], 0.3, { seed: 3, counter: 2 }).toArray());
});

test("the log-uniform draws are those of the library's search", async () => {
  const u = rand([20], new Random(4));
  const { rate } = await right("17", "drawRates", [u, { low: 1e-5, high: 0.1 }]);
  const rng = new Random(4);
  for (const value of (rate as Tensor).data)
    expect(value).toBeCloseTo(draw({ lr: logUniform(1e-5, 0.1) }, rng).lr, 12);
});

test("decoupled decay with Adam's step is AdamW", async () => {
  const rng = new Random(5);
  const [theta, g] = [randn([3, 2], rng), randn([3, 2], rng)];
  const options = { lr: 0.1, reg: 0.3 };
  const step = theta.sub(adam.update(theta, g, adam.init(theta), { lr: 1 }).theta);
  const { theta: got } = await right("18", "decoupledUpdate", [theta, step, options]);
  const want = adamw.update(theta, g, adamw.init(theta), { lr: 0.1, weightDecay: 0.3 }).theta;
  expect((got as Tensor).sub(want).abs().max().item()).toBeLessThan(1e-12);
});
