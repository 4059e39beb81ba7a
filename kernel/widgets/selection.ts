import { inspect, isDeepStrictEqual } from "node:util";
import {
  DescriptionStyle,
  ToggleButtonsStyle,
  type DescriptionStyleState,
  type ToggleButtonsStyleState,
} from "./styles.js";
import { viewClass, type View, type ViewOptions } from "./view-class.js";

/** What can be chosen: values that are their own labels, or labels and their values. */
export type Choices<Value> = readonly Value[] | Readonly<Record<string, Value>>;

export interface SelectionState<Value> {
  /** What can be chosen; at least one. */
  options: Choices<Value>;
  /** What is chosen (at first, if not said, the first). */
  value: Value;
  description: string;
  disabled: boolean;
}

type Options<Value, Style extends object> = ViewOptions<SelectionState<Value>, Style> & {
  options: Choices<Value>;
};
type State = SelectionState<unknown>;

const selection = (where: string) => ({
  defaults: { options: [], value: undefined, description: "", disabled: false } as State,

  check(state: State, changed: Partial<State>): State {
    const { values } = listOf(state.options);
    if (values.length === 0)
      throw new RangeError(`${where}.options: expected at least one, got none`);
    if (placeOf(state.value, values) >= 0) return state;
    if (!("value" in changed)) return { ...state, value: values[0] };
    const choices = values.map((value) => inspect(value)).join(", ");
    throw new RangeError(`${where}.value: expected one of ${choices}, got ${inspect(state.value)}`);
  },

  /** The page knows labels and the place of the chosen one; values stay here. */
  toPage(changed: Partial<State>, state: State): Record<string, unknown> {
    const { labels, values } = listOf(state.options);
    const seen: Record<string, unknown> = { ...changed, index: placeOf(state.value, values) };
    delete seen.options;
    delete seen.value;
    if (changed.options) seen._options_labels = labels;
    return seen;
  },

  fromPage({ index, ...rest }: Record<string, unknown>, { options }: State): Partial<State> {
    const { values } = listOf(options);
    return typeof index === "number" ? { ...rest, value: values[index] } : rest;
  },
});

/**
 * A list that unfolds, of which one is chosen.
 *
 * @throws {RangeError} when the value is none of the options
 * @example new Dropdown({ options: ["relu", "tanh"], description: "layer" })
 * @example new Dropdown({ options: { small: 16, large: 256 } }).value // 16
 */
export type Dropdown<Value> = View<SelectionState<Value>, DescriptionStyleState>;
export const Dropdown = class Dropdown extends viewClass<State, DescriptionStyleState>({
  model: "DropdownModel",
  view: "DropdownView",
  style: DescriptionStyle,
  ...selection("Dropdown"),
}) {} as unknown as new <const Value>(
  options: Options<Value, DescriptionStyleState>,
) => Dropdown<Value>;

/**
 * Buttons in a row, of which one is down.
 *
 * @throws {RangeError} when the value is none of the options
 * @example new ToggleButtons({ options: ["train", "test"] })
 */
export type ToggleButtons<Value> = View<SelectionState<Value>, ToggleButtonsStyleState>;
export const ToggleButtons = class ToggleButtons extends viewClass<State, ToggleButtonsStyleState>({
  model: "ToggleButtonsModel",
  view: "ToggleButtonsView",
  style: ToggleButtonsStyle,
  ...selection("ToggleButtons"),
}) {} as unknown as new <const Value>(
  options: Options<Value, ToggleButtonsStyleState>,
) => ToggleButtons<Value>;

function listOf(options: Choices<unknown>): { labels: string[]; values: readonly unknown[] } {
  if (!Array.isArray(options))
    return { labels: Object.keys(options), values: Object.values(options) };
  const values = options as readonly unknown[];
  const labels = values.map((value) => (typeof value === "string" ? value : inspect(value)));
  return { labels, values };
}

function placeOf(value: unknown, values: readonly unknown[]): number {
  return values.findIndex((each) => isDeepStrictEqual(each, value));
}
