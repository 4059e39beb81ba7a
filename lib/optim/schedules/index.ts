/** Learning rates over time: pure functions from an epoch, counted from 1, to its rate. */
export type { Schedule } from "./schedule.js";
export {
  exponential,
  exponentialRate,
  inverse,
  inverseSqrt,
  lambda,
  linear,
  multistep,
  polynomial,
  squareRoot,
  step,
} from "./decay.js";
export { cosine, warmRestarts, type CosineOptions, type WarmRestartsOptions } from "./cosine.js";
export { warmup } from "./warmup.js";
export {
  oneCycle,
  oneCycleMomentum,
  type OneCycleMomentumOptions,
  type OneCycleOptions,
} from "./one-cycle.js";
