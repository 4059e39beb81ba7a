import { inspect } from "node:util";
import { FloatSlider, IntSlider } from "./numbers.js";
import { Dropdown } from "./selection.js";
import { Checkbox, Text } from "./simple.js";
import { Widget, type AnyWidget, type Change } from "./widget.js";

/** A widget that has a value. */
export interface ValueWidget<Value = unknown> extends AnyWidget {
  value: Value;
  observe(name: "value", listener: (change: Change<Value>) => unknown): () => void;
}

/**
 * What `interact` makes a control of:
 * - `[min, max, step]`: a slider, over whole numbers when all three are; starts at min
 * - another array: a list to choose from
 * - true or false: a box to check
 * - text: a line to write in
 * - an object: labels to choose from, each for its value
 * - a widget with a value: itself
 */
export type Control =
  | (AnyWidget & { value: unknown })
  | readonly [min: number, max: number, step: number]
  | readonly unknown[]
  | boolean
  | string
  | Readonly<Record<string, unknown>>;

/** The value that a control gives. */
export type ValueOf<C> = C extends AnyWidget & { value: infer Value }
  ? Value
  : C extends boolean
    ? boolean
    : C extends string
      ? string
      : C extends readonly number[]
        ? number
        : C extends readonly (infer Each)[]
          ? Each
          : C extends Readonly<Record<string, infer Each>>
            ? Each
            : never;

/** @throws {TypeError} when no control can be made of it */
export function toControl(name: string, from: unknown): ValueWidget {
  const description = name;
  if (from instanceof Widget) {
    if ("value" in from.state) return from as unknown as ValueWidget;
    throw wrong(name, from);
  }
  if (typeof from === "boolean") return new Checkbox({ value: from, description });
  if (typeof from === "string") return new Text({ value: from, description });
  if (isRange(from)) {
    const [min, max, step] = from;
    const Slider = from.every(Number.isInteger) ? IntSlider : FloatSlider;
    const readoutFormat = Slider === IntSlider ? "d" : `.${decimals(step)}f`;
    return new Slider({ value: min, min, max, step, description, readoutFormat });
  }
  if (typeof from !== "object" || from === null) throw wrong(name, from);
  const options = from as readonly unknown[] | Record<string, unknown>;
  return new Dropdown({ options, description });
}

/** Three numbers that make a range; `[16, 32, 64]` does not: its step would not fit between them. */
function isRange(from: unknown): from is [min: number, max: number, step: number] {
  if (!Array.isArray(from) || from.length !== 3) return false;
  const [min, max, step] = from as unknown[];
  const numbers = [min, max, step].every((part) => Number.isFinite(part));
  return numbers && Number(step) > 0 && Number(min) + Number(step) <= Number(max);
}

function decimals(step: number): number {
  return Math.min(Math.max(Math.ceil(-Math.log10(step)), 1), 10);
}

function wrong(name: string, from: unknown): TypeError {
  return new TypeError(
    `interact: ${name} must be [min, max, step], a list, true or false, text, or a widget with a value; got ${inspect(from)}`,
  );
}
