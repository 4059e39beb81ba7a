import { describe, expect, test } from "vitest";
import * as init from "../../../lib/init/index.js";
import * as modules from "../../../lib/models/modules.js";
import { Random } from "../../../lib/random.js";
import { full, ones, randn, tensor, zeros } from "../../../lib/tensor/create.js";

describe("LSUV", () => {
  /** A layer whose output has this standard deviation, whatever its weights; counts how often it runs. */
  function stubborn(std: number): init.Calibratable & { runs: number } {
    return {
      kind: "stubborn",
      params: { W: ones([1, 1]) },
      buffers: {},
      runs: 0,
      forward() {
        this.runs++;
        return { y: tensor([[-std], [std]]) };
      },
    };
  }

  /** One run measures the first draw, one each round, and one goes on to the next layer. */
  const roundsOf = (std: number, options?: init.LsuvOptions): number => {
    const layer = stubborn(std);
    init.lsuv([layer], ones([2, 1]), new Random(1), options);
    return layer.runs - 2;
  };

  test("stops after its rounds, ten if it is told nothing", () => {
    expect(roundsOf(2)).toBe(10);
    expect(roundsOf(2, { rounds: 3 })).toBe(3);
  });

  test("stops as soon as the variance is nearer to 1 than the tolerance", () => {
    expect(roundsOf(1)).toBe(0);
    expect(roundsOf(Math.sqrt(1.05))).toBe(0);
    expect(roundsOf(Math.sqrt(1.11))).toBe(10);
    expect(roundsOf(2, { tolerance: 3.5 })).toBe(0);
    expect(roundsOf(2, { tolerance: 3 })).toBe(10);
  });
});

test.each([[[6, 5, 3]], [[4, 2, 5, 3]]])(
  "data-dependent weights of a linear layer take all axes of %j but the last as examples",
  (shape) => {
    const rng = new Random(2);
    const layer = modules.linear({ inputs: 3, outputs: 4 }, rng);
    const x = randn(shape, rng).mul(3).add(1);
    init.dataDependent([layer], x);
    const y = layer.forward(x, "train").y.reshape(-1, 4);
    expect(y.mean(0).abs().max().item()).toBeLessThan(1e-12);
    expect(y.pow(2).mean(0).sub(1).abs().max().item()).toBeLessThan(1e-12);
  },
);

test("an output that overflows is refused", () => {
  const layer = modules.linear({ inputs: 1, outputs: 1 }, new Random(1));
  layer.params = { W: ones([1, 1]), b: zeros([1]) };
  expect(() => init.dataDependent([layer], tensor([[-1e200], [1e200]]))).toThrow(
    "init.dataDependent: the output of linear, layer 0 must have a finite variance above 0, got Infinity",
  );
});

describe("balanceLayers", () => {
  const scalars = (...weights: number[]): ReturnType<typeof modules.linear>[] =>
    weights.map((w) => {
      const layer = modules.linear({ inputs: 1, outputs: 1 }, new Random(1));
      layer.params = { W: full([1, 1], w), b: ones([1]) };
      return layer;
    });
  const balance = (
    layers: readonly init.Differentiable[],
    options?: init.BalanceOptions,
    x = zeros([1, 1]).add(1),
  ): number[] => init.balanceLayers(layers, x, new Random(1), options);

  // ŷ = w₂ w₁ has the rates |w₂/w₁| and |w₁/w₂|, whatever the loss, as long as the biases are 0.
  test.each([1, 0.5])(
    "takes each rate to the power of half the damping %f, per layer",
    (damping) => {
      const layers = scalars(4, 1);
      for (const layer of layers) layer.params = { ...layer.params, b: zeros([1]) };
      balance(layers, { rounds: 1, damping });
      expect(layers[0].params.W.item()).toBeCloseTo(4 * (1 / 4) ** (damping / 2), 12);
      expect(layers[1].params.W.item()).toBeCloseTo(4 ** (damping / 2), 12);
    },
  );

  test("runs forward once a round and once for what it returns, ten rounds by default", () => {
    const runsOf = (options?: init.BalanceOptions): number => {
      const [first, second] = scalars(4, 1);
      let runs = 0;
      const forward = first.forward.bind(first);
      first.forward = (...args) => (runs++, forward(...args));
      balance([first, second], options);
      return runs;
    };
    expect(runsOf()).toBe(11);
    expect(runsOf({ rounds: 1 })).toBe(2);
  });

  test("takes layers of any width", () => {
    const rng = new Random(3);
    const layers = [
      modules.linear({ inputs: 4, outputs: 8 }, rng),
      modules.relu(),
      modules.linear({ inputs: 8, outputs: 3 }, rng),
    ];
    const rates = balance(layers, {}, randn([5, 4], rng));
    expect(rates).toHaveLength(2);
    for (const rate of rates) expect(rate).toBeGreaterThan(0);
  });

  test("refuses what it cannot balance", () => {
    const where = "init.balanceLayers";
    const layers = scalars(1, 1);
    expect(() => balance(layers, { rounds: 0 })).toThrow(
      `${where}: rounds must be an integer of at least 1, got 0`,
    );
    expect(() => balance(layers, { rounds: 1.5 })).toThrow(
      `${where}: rounds must be an integer of at least 1, got 1.5`,
    );
    expect(() => balance(layers, {}, zeros([0, 1]))).toThrow(
      `${where}: x must hold at least one example, got (0, 1)`,
    );
    expect(() => balance(scalars(1))).toThrow(
      `${where}: expected at least two layers with weights W, got 1`,
    );
    expect(() => balance(layers, {}, full([1, 1], 1e200))).toThrow(
      `${where}: the rate of linear, layer 1, must be finite and above 0, got Infinity`,
    );
  });
});
