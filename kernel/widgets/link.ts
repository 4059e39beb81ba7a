import { widgetClass, type AnyWidget } from "./widget.js";

/** A widget and the name of one of its properties. */
export type End<State extends object> = readonly [
  widget: AnyWidget & { readonly state: Readonly<State> },
  name: keyof State & string,
];

interface LinkState {
  source: readonly [AnyWidget, string];
  target: readonly [AnyWidget, string];
}

/** What {@link jslink} makes; `close()` unties it. */
export class Link extends widgetClass<LinkState>({
  model: "LinkModel",
  summary: [],
  defaults: { source: [undefined as never, ""], target: [undefined as never, ""] },
}) {}

/**
 * Ties two properties together in the page itself: they follow each other without a way through the
 * kernel, also while a cell is busy.
 *
 * @throws {TypeError} when a widget has no such property
 * @example jslink([play, "value"], [slider, "value"]);
 */
export function jslink<A extends object, B extends object>(source: End<A>, target: End<B>): Link {
  for (const [widget, name] of [source, target])
    if (!(name in widget.state))
      throw new TypeError(
        `jslink: expected one of ${Object.keys(widget.state).join(", ")}, got ${name}`,
      );
  const link = new Link({ source, target });
  link.modelId();
  return link;
}
