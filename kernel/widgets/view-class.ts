import { Layout, type LayoutState } from "./layout.js";
import { defineProperties, Widget, type WidgetSpec } from "./widget.js";

/** What every widget has that can be seen. */
export interface ViewState<Style extends object> {
  /** Where it stands and how large it is. */
  readonly layout: Layout;
  /** Its colors and widths. */
  readonly style: Widget<Style> & Style;
  /** Shown when the pointer rests on it. */
  tooltip: string | null;
}

/** Options at making: every property, with layout and style as plain objects. */
export type ViewOptions<State extends object, Style extends object> = Partial<State> & {
  tooltip?: string | null;
  layout?: Partial<LayoutState> | Layout;
  style?: Partial<Style>;
};

export interface ViewSpec<State extends object, Style extends object> extends WidgetSpec<State> {
  style?: new (options?: Partial<Style>) => Widget<Style> & Style;
}

/** A widget with these properties that can be seen. */
export type View<State extends object, Style extends object> = Widget<State & ViewState<Style>> &
  State &
  ViewState<Style>;

/** The base of a class of widgets that can be seen; see {@link widgetClass}. */
export function viewClass<State extends object, Style extends object = object>(
  spec: ViewSpec<State, Style>,
): new (options?: ViewOptions<State, Style>) => View<State, Style> {
  type Whole = State & ViewState<Style>;
  const defaults = { ...spec.defaults, tooltip: null, layout: null, style: null };
  const whole = { ...spec, defaults } as unknown as WidgetSpec<Whole>;
  const { style: StyleClass } = spec;

  class Base extends Widget<Whole> {
    constructor({ layout, style, ...rest }: ViewOptions<State, Style> = {}) {
      const parts = {
        layout: layout instanceof Layout ? layout : new Layout(layout),
        style: StyleClass ? new StyleClass(style) : null,
      };
      super(whole, { ...rest, ...parts } as unknown as Partial<Whole>);
    }
  }
  defineProperties(Base.prototype, Object.keys(defaults));
  return Base as unknown as new (options?: ViewOptions<State, Style>) => View<State, Style>;
}
