import * as schedules from "../../../lib/optim/schedules/index.js";
import * as plateau from "../../../lib/optim/schedules/plateau.js";
import { tensor } from "../../../lib/tensor/create.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";
import type { Case } from "../case.js";
import { numberOf, tensorOf, type Op } from "../op.js";

/** The rates of t = 0, 1, …: epochs are counted from 1. */
const along = (c: Case, rate: schedules.Schedule): Tensor =>
  tensor(Array.from({ length: numberOf(c, "steps") }, (_, t) => rate(t + 1)));

const op = (make: (c: Case, lr: number) => schedules.Schedule): Op => ({
  run: (c) => ({ lr: along(c, make(c, numberOf(c, "lr0"))) }),
});

const factorOf = (c: Case): number => numberOf(c, "gamma", 0.1);

const stepLr = op((c, lr) =>
  schedules.step({ lr, every: numberOf(c, "step_size"), factor: factorOf(c) }),
);

const multistepLr = op((c, lr) =>
  schedules.multistep({
    lr,
    milestones: c.params.milestones as number[],
    factor: factorOf(c),
  }),
);

const exponentialLr = op((c, lr) => schedules.exponential({ lr, factor: factorOf(c) }));

const lowestOf = (c: Case): number => numberOf(c, "eta_min", 0);

const cosineAnnealingLr = op((c, lr) =>
  schedules.cosine({ lr, epochs: numberOf(c, "T_max"), lowest: lowestOf(c) }),
);

const cosineWarmRestarts = op((c, lr) =>
  schedules.warmRestarts({
    lr,
    epochs: numberOf(c, "T_0"),
    growth: numberOf(c, "T_mult", 1),
    lowest: lowestOf(c),
  }),
);

type Formula = (c: Case, lr: number) => schedules.Schedule;
const epochsOf = (c: Case): number => numberOf(c, "T");

/** By `params.formula`, without spaces. */
const FORMULAS: Readonly<Record<string, Formula>> = {
  "lr0/(1+k*t)": (c, lr) => schedules.inverse({ lr, k: numberOf(c, "k") }),
  "lr0/(t+1)": (_, lr) => schedules.inverse({ lr }),
  "lr0/sqrt(t+1)": (_, lr) => schedules.inverseSqrt({ lr }),
  "lr0*sqrt(1-t/T)": (c, lr) => schedules.squareRoot({ lr, epochs: epochsOf(c) }),
  "lr0*(1-t/T)": (c, lr) => schedules.linear({ lr, epochs: epochsOf(c) }),
  "lr0*(1-t/T)^p": (c, lr) =>
    schedules.polynomial({ lr, epochs: epochsOf(c), power: numberOf(c, "p") }),
  "lr0*exp(-k*t)": (c, lr) => schedules.exponentialRate({ lr, k: numberOf(c, "k") }),
  "t<w:lr0*(t+1)/w;elselr0*0.5*(1+cos(pi*(t-w)/(T-w)))": (c, lr) => {
    const w = numberOf(c, "w");
    return schedules.warmup(schedules.cosine({ lr, epochs: epochsOf(c) - w }), { epochs: w });
  },
};

const formulaOf = ({ params }: Case): string => String(params.formula).replaceAll(/\s/g, "");

const lambdaLr: Op = {
  lacks: (c) => (Object.hasOwn(FORMULAS, formulaOf(c)) ? undefined : formulaOf(c)),
  run: (c) => ({ lr: along(c, FORMULAS[formulaOf(c)](c, numberOf(c, "lr0"))) }),
};

const oneCycleLr: Op = {
  run: (c) => {
    const cycle = {
      epochs: numberOf(c, "total_steps"),
      rise: numberOf(c, "pct_start", 0.3),
      shape: c.params.anneal_strategy === "linear" ? ("linear" as const) : ("cosine" as const),
      threePhase: c.params.three_phase === true,
    };
    const lr = schedules.oneCycle({
      ...cycle,
      highest: numberOf(c, "max_lr"),
      startDivisor: numberOf(c, "div_factor", 25),
      endDivisor: numberOf(c, "final_div_factor", 1e4),
    });
    const momentum = schedules.oneCycleMomentum({
      ...cycle,
      low: numberOf(c, "base_momentum", 0.85),
      high: numberOf(c, "max_momentum", 0.95),
    });
    return { lr: along(c, lr), momentum: along(c, momentum) };
  },
};

const reduceOnPlateau: Op = {
  run: (c) => {
    const options: plateau.PlateauOptions = {
      factor: numberOf(c, "factor", 0.1),
      patience: numberOf(c, "patience", 10),
      threshold: numberOf(c, "threshold", 1e-4),
      measure: c.params.threshold_mode === "abs" ? "absolute" : "relative",
      cooldown: numberOf(c, "cooldown", 0),
      goal: c.params.mode === "max" ? "max" : "min",
      lowest: numberOf(c, "min_lr", 0),
    };
    let state = plateau.init({ lr: numberOf(c, "lr0") });
    const rates = Array.from(tensorOf(c, "metric").data, (metric) => {
      const { lr } = state;
      state = plateau.update(state, metric, options);
      return lr;
    });
    return { lr: tensor(rates) };
  },
};

export const SCHEDULES: readonly (readonly [string, Op])[] = [
  ["step_lr", stepLr],
  ["multistep_lr", multistepLr],
  ["exponential_lr", exponentialLr],
  ["cosine_annealing_lr", cosineAnnealingLr],
  ["cosine_warm_restarts", cosineWarmRestarts],
  ["lambda_lr", lambdaLr],
  ["one_cycle_lr", oneCycleLr],
  ["reduce_lr_on_plateau", reduceOnPlateau],
];
