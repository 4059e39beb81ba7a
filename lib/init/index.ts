/** First weights: rules that draw them by their shape, and two that fit them to a batch. */
export { normal, uniform, type Form, type Initializer } from "./initializer.js";
export { fansOf, type Fans } from "./fans.js";
export { gain, type Nonlinearity } from "./gain.js";
export { xavier, type XavierOptions } from "./xavier.js";
export { he, type HeOptions } from "./he.js";
export { orthogonal } from "./orthogonal.js";
export { randomWalk } from "./random-walk.js";
export { lsuv, type LsuvOptions } from "./lsuv.js";
export { dataDependent } from "./data-dependent.js";
export { balanceLayers, type BalanceOptions, type Differentiable } from "./balance-layers.js";
export type { Calibratable } from "./calibrate.js";
