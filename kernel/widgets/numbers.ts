import {
  expectNumber,
  expectOneOf,
  expectStep,
  expectWhole,
  inBounds,
  type Bounded,
} from "./checks.js";
import {
  DescriptionStyle,
  ProgressStyle,
  SliderStyle,
  type DescriptionStyleState,
  type ProgressStyleState,
  type SliderStyleState,
} from "./styles.js";
import { viewClass } from "./view-class.js";

export type Orientation = "horizontal" | "vertical";

/** Stands before the control. */
export interface Described {
  /** What stands before the control. */
  description: string;
}

export interface SliderState extends Bounded, Described {
  /** How far one move goes; above 0. */
  step: number;
  /** Whether the value is told while the handle still moves (default true). */
  continuousUpdate: boolean;
  /** Whether the value stands beside the slider (default true). */
  readout: boolean;
  /** How it stands there, as d3-format writes: `"d"`, `".2f"`, `".3g"`. */
  readoutFormat: string;
  orientation: Orientation;
  disabled: boolean;
}

const ORIENTATIONS = ["horizontal", "vertical"];

const slider = {
  step: 1,
  description: "",
  continuousUpdate: true,
  readout: true,
  readoutFormat: "d",
  orientation: "horizontal" as Orientation,
  disabled: false,
};
const summary = ["value", "min", "max"] as const;

/**
 * A slider over whole numbers.
 *
 * @throws {TypeError} unless value, min, max and step are whole numbers
 * @throws {RangeError} when the value is not from min to max
 * @example new IntSlider({ value: 3, min: 1, max: 10, description: "layers" })
 */
export class IntSlider extends viewClass<SliderState, SliderStyleState>({
  model: "IntSliderModel",
  view: "IntSliderView",
  style: SliderStyle,
  summary,
  defaults: { value: 0, min: 0, max: 100, ...slider },
  check(state, changed) {
    for (const name of [...summary, "step"] as const) expectWhole(`IntSlider.${name}`, state[name]);
    return checkSlider("IntSlider", state, changed);
  },
}) {}

/**
 * A slider over numbers.
 *
 * @throws {RangeError} when the value is not from min to max
 * @example new FloatSlider({ value: 0.5, min: 0, max: 1, step: 0.05, description: "momentum" })
 */
export class FloatSlider extends viewClass<SliderState, SliderStyleState>({
  model: "FloatSliderModel",
  view: "FloatSliderView",
  style: SliderStyle,
  summary,
  defaults: { value: 0, min: 0, max: 100, ...slider, step: 0.1, readoutFormat: ".2f" },
  check(state, changed) {
    for (const name of summary) expectNumber(`FloatSlider.${name}`, state[name]);
    return checkSlider("FloatSlider", state, changed);
  },
}) {}

export interface LogSliderState extends SliderState {
  /** What min and max are exponents of; above 1 (default 10). */
  base: number;
}

/**
 * A slider over orders of magnitude, for learning rates for example: min, max and step are
 * exponents, the value is not.
 *
 * @throws {RangeError} when the value is not from base ** min to base ** max
 * @example new FloatLogSlider({ value: 1e-3, min: -5, max: 0, step: 0.25, description: "rate" })
 */
export class FloatLogSlider extends viewClass<LogSliderState, SliderStyleState>({
  model: "FloatLogSliderModel",
  view: "FloatLogSliderView",
  style: SliderStyle,
  summary: [...summary, "base"],
  defaults: { value: 1, min: 0, max: 4, base: 10, ...slider, step: 0.1, readoutFormat: ".3g" },
  check(state, changed) {
    const { base } = state;
    for (const name of summary) expectNumber(`FloatLogSlider.${name}`, state[name]);
    if (!(base > 1))
      throw new RangeError(`FloatLogSlider.base: expected a number above 1, got ${base}`);
    return checkSlider("FloatLogSlider", state, changed, (exponent) => base ** exponent);
  },
}) {}

export interface ProgressState extends Bounded, Described {
  barStyle: "" | "success" | "info" | "warning" | "danger";
  orientation: Orientation;
}

/**
 * A bar that fills from min to max.
 *
 * @throws {RangeError} when the value is not from min to max
 * @example const bar = new IntProgress({ max: 50, description: "epochs" }); bar.value += 1;
 */
export class IntProgress extends viewClass<ProgressState, ProgressStyleState>({
  model: "IntProgressModel",
  view: "ProgressView",
  style: ProgressStyle,
  summary,
  defaults: {
    value: 0,
    min: 0,
    max: 100,
    description: "",
    barStyle: "",
    orientation: "horizontal",
  },
  check(state, changed) {
    for (const name of summary) expectWhole(`IntProgress.${name}`, state[name]);
    const styles = ["", "success", "info", "warning", "danger"];
    expectOneOf("IntProgress.barStyle", state.barStyle, styles);
    expectOneOf("IntProgress.orientation", state.orientation, ORIENTATIONS);
    return inBounds("IntProgress", state, changed);
  },
}) {}

export interface PlayState extends Bounded, Described {
  /** How far one tick goes; above 0. */
  step: number;
  /** Milliseconds from tick to tick (default 100). */
  interval: number;
  /** Whether it runs. */
  playing: boolean;
  /** Whether it begins again at its end. */
  repeat: boolean;
  showRepeat: boolean;
  disabled: boolean;
}

/**
 * Buttons that count from min to max; `jslink` lets a slider follow.
 *
 * @throws {RangeError} when the value is not from min to max
 * @example
 * const play = new Play({ max: 20, interval: 200 });
 * const epoch = new IntSlider({ max: 20 });
 * jslink([play, "value"], [epoch, "value"]);
 * new HBox([play, epoch])
 */
export class Play extends viewClass<PlayState, DescriptionStyleState>({
  model: "PlayModel",
  view: "PlayView",
  style: DescriptionStyle,
  summary,
  defaults: {
    value: 0,
    min: 0,
    max: 100,
    step: 1,
    description: "",
    interval: 100,
    playing: false,
    repeat: false,
    showRepeat: true,
    disabled: false,
  },
  check(state, changed) {
    for (const name of [...summary, "step"] as const) expectWhole(`Play.${name}`, state[name]);
    expectStep("Play", state.step);
    if (!(state.interval > 0))
      throw new RangeError(`Play.interval: expected milliseconds above 0, got ${state.interval}`);
    return inBounds("Play", state, changed);
  },
}) {}

function checkSlider<State extends SliderState>(
  where: string,
  state: State,
  changed: Partial<State>,
  toValue?: (bound: number) => number,
): State {
  expectNumber(`${where}.step`, state.step);
  expectStep(where, state.step);
  expectOneOf(`${where}.orientation`, state.orientation, ORIENTATIONS);
  return inBounds(where, state, changed, toValue);
}
