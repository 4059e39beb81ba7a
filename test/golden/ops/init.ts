import * as init from "../../../lib/init/index.js";
import * as relu from "../../../lib/layers/relu.js";
import * as tanh from "../../../lib/layers/tanh.js";
import { Random } from "../../../lib/random.js";
import { randn, tensor } from "../../../lib/tensor/create.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";
import type { Case } from "../case.js";
import { numberOf, tensorOf, type Op, type Results } from "../op.js";

/** By `params.kind`. */
const KINDS: Readonly<Record<string, (c: Case) => init.Initializer>> = {
  xavier_normal: (c) => init.xavier({ gain: numberOf(c, "gain", 1) }),
  xavier_uniform: (c) => init.xavier({ gain: numberOf(c, "gain", 1), form: "uniform" }),
  kaiming_normal: (c) => init.he(heOptions(c)),
  kaiming_uniform: (c) => init.he({ ...heOptions(c), form: "uniform" }),
  lecun_normal: () => init.xavier({ fan: "in" }),
  lecun_uniform: () => init.xavier({ fan: "in", form: "uniform" }),
  torch_linear_default: () => init.he({ form: "uniform", slope: Math.sqrt(5) }),
};

const heOptions = (c: Case): init.HeOptions => ({
  fan: c.params.mode === "fan_out" ? "out" : "in",
  slope: numberOf(c, "a", 0),
});

/** What was measured if it is farther than allowed from what is expected, which itself comes back otherwise. */
const within = (measured: number, expected: number, allowed: number): number =>
  Math.abs(measured - expected) <= allowed ? expected : measured;

/** Draws are random: their statistics are held against tolerances that the case brings along. */
const draw: Op = {
  lacks: ({ params }) =>
    Object.hasOwn(KINDS, String(params.kind)) ? undefined : String(params.kind),
  run: (c) => {
    const { std, mean, std_tol_5sigma, mean_tol_5sigma } = c.expected;
    const { bound } = c.expected as { bound?: Tensor };
    const shape = c.params.shape as number[];
    // PyTorch's linear weights are (out, in).
    const ours = shape.length === 2 ? shape.toReversed() : shape;
    const W = KINDS[String(c.params.kind)](c)(ours, new Random(1));
    const center = W.mean().item();
    const spread = Math.sqrt(W.sub(center).pow(2).mean().item());
    const results: Results = {
      ...{ std_tol_5sigma, mean_tol_5sigma },
      std: within(spread, std.item(), std_tol_5sigma.item()),
      mean: within(center, mean.item(), mean_tol_5sigma.item()),
    };
    if (bound) {
      // So many draws come close to the bound, and none passes it.
      const largest = W.abs().max().item();
      const fits = largest <= bound.item() && largest > 0.999 * bound.item();
      results.bound = fits ? bound : largest;
    }
    return results;
  },
};

const gain: Op = {
  run: ({ params }) => {
    const gains = (params.nonlinearities as string[]).map((text) => {
      const [name, slope] = text.split(/[()]/) as [string, string?];
      const ours = name === "leaky_relu" ? "leakyRelu" : (name as init.Nonlinearity);
      return init.gain(ours, slope === undefined ? {} : { slope: Number(slope) });
    });
    return { gain: tensor(gains) };
  },
};

/** The mean and spread of the activations, layer by layer, in a deep net of equally wide layers. */
const deepActivations: Op = {
  lacks: ({ params }) =>
    ["tanh", "relu"].includes(String(params.activation)) ? undefined : String(params.activation),
  run: (c) => {
    const rng = new Random(1);
    const { forward } = c.params.activation === "tanh" ? tanh : relu;
    const hidden = numberOf(c, "hidden");
    const weights = init.normal({ std: numberOf(c, "weight_std") });
    const means: number[] = [];
    const stds: number[] = [];
    let x = randn([numberOf(c, "batch"), hidden], rng);
    for (let layer = 0; layer < numberOf(c, "layers"); layer++) {
      x = forward({ x: x.matmul(weights([hidden, hidden], rng)) }).y;
      const mean = x.mean().item();
      means.push(mean);
      stds.push(Math.sqrt(x.sub(mean).pow(2).mean().item()));
    }
    return { ...held(c, "mean", means), ...held(c, "std", stds) };
  },
};

/** One run may be 8 standard deviations of runs away from their mean. */
function held({ expected }: Case, name: string, measured: readonly number[]): Results {
  const [center, spread] = [`${name}_mean`, `${name}_run_sd`].map((key): Tensor =>
    tensorOf({ inputs: expected } as Case, key),
  );
  const values = measured.map((value, i) => within(value, center.at(i), 8 * spread.at(i)));
  return { [`${name}_mean`]: tensor(values), [`${name}_run_sd`]: spread };
}

export const INITIALIZATION: readonly (readonly [string, Op])[] = [
  ["init", draw],
  ["gain", gain],
  ["deep_activation_stats", deepActivations],
];
