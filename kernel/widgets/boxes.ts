import { inspect } from "node:util";
import { viewClass } from "./view-class.js";
import { Widget, type AnyWidget } from "./widget.js";

export interface BoxState {
  /** What stands in it, in order. */
  children: readonly AnyWidget[];
  boxStyle: "" | "success" | "info" | "warning" | "danger";
}

const box = (where: string) => ({
  summary: ["children"] as const,
  defaults: { children: [], boxStyle: "" } as BoxState,
  check(state: BoxState): BoxState {
    const { children } = state;
    const wrong = children.find((child) => !((child as unknown) instanceof Widget));
    if (wrong !== undefined)
      throw new TypeError(`${where}.children: expected widgets, got ${inspect(wrong)}`);
    return state;
  },
});

type Options = ConstructorParameters<typeof HBoxBase>[0];

const HBoxBase = viewClass<BoxState>({ model: "HBoxModel", view: "HBoxView", ...box("HBox") });

/**
 * Widgets side by side.
 *
 * @throws {TypeError} when a child is not a widget
 * @example new HBox([play, slider])
 */
export class HBox extends HBoxBase {
  constructor(
    children: readonly AnyWidget[] = [],
    options?: Omit<NonNullable<Options>, "children">,
  ) {
    super({ ...options, children });
  }

  override toString(): string {
    return this.children.map(String).join("\n");
  }
}

const VBoxBase = viewClass<BoxState>({ model: "VBoxModel", view: "VBoxView", ...box("VBox") });

/**
 * Widgets one below the other.
 *
 * @throws {TypeError} when a child is not a widget
 * @example new VBox([rate, momentum, output])
 */
export class VBox extends VBoxBase {
  constructor(
    children: readonly AnyWidget[] = [],
    options?: Omit<NonNullable<Options>, "children">,
  ) {
    super({ ...options, children });
  }

  override toString(): string {
    return this.children.map(String).join("\n");
  }
}
