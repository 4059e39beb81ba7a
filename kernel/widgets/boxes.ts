import { inspect } from "node:util";
import { viewClass, type View, type ViewOptions } from "./view-class.js";
import { Widget, type AnyWidget } from "./widget.js";

export interface BoxState {
  /** What stands in it, in order. */
  children: readonly AnyWidget[];
  boxStyle: "" | "success" | "info" | "warning" | "danger";
}

type BoxClass = new (
  children?: readonly AnyWidget[],
  options?: Omit<ViewOptions<BoxState, object>, "children">,
) => View<BoxState, object>;

/** The base of both boxes, which differ in their view alone. */
function boxClass(name: "HBox" | "VBox"): BoxClass {
  const Base = viewClass<BoxState>({
    model: `${name}Model`,
    view: `${name}View`,
    summary: ["children"],
    defaults: { children: [], boxStyle: "" },
    check(state) {
      const wrong = state.children.find((child) => !((child as unknown) instanceof Widget));
      if (wrong !== undefined)
        throw new TypeError(`${name}.children: expected widgets, got ${inspect(wrong)}`);
      return state;
    },
  });

  return class extends Base {
    constructor(...[children = [], options]: ConstructorParameters<BoxClass>) {
      super({ ...options, children });
    }

    override toString(): string {
      return this.children.map(String).join("\n");
    }
  };
}

/**
 * Widgets side by side.
 *
 * @throws {TypeError} when a child is not a widget
 * @example new HBox([play, slider])
 */
export class HBox extends boxClass("HBox") {}

/**
 * Widgets one below the other.
 *
 * @throws {TypeError} when a child is not a widget
 * @example new VBox([rate, momentum, output])
 */
export class VBox extends boxClass("VBox") {}
