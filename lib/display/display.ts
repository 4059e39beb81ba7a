import { bundleOf, bundleText } from "./bundle.js";
import { findHost, type DisplayContent, type Host } from "./host.js";
import { liveText, type LiveText } from "./terminal.js";

/** A place on the page whose content can be replaced. */
export type Display = {
  /**
   * Shows `value` there: the first time where the cell's output has come to, afterwards in place.
   *
   * `final` (default false) says that nothing follows. It matters where lines cannot be redrawn, for
   * example in a log file: there, what is not final is printed only every few seconds.
   */
  show(value: unknown, options?: { final?: boolean }): void;
};

/** Names a display within its notebook; not random by seed, as two runs must not share one. */
const freshId = (): string =>
  `gradlab-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 10)}`;

function send(host: Host, content: DisplayContent, update: boolean): void {
  // A cell goes on while its picture travels; if the page cannot be reached, the cell should not fail.
  Promise.resolve(host.send(content, update)).catch((error: unknown) => {
    console.error("display: could not reach the notebook:", error);
  });
}

/**
 * Shows a value below the cell: rich if it has a `Symbol.for("Jupyter.display")` method, as tensors and
 * figures do, as text otherwise. In a plain script its text is printed.
 *
 * @example
 * display(tensor([[1, 2], [3, 4]]));
 */
export function display(value: unknown): void {
  const data = bundleOf("display", value);
  const host = findHost();
  if (host === undefined) console.log(bundleText(data));
  else send(host, { data, metadata: {}, transient: {} }, false);
}

/**
 * A display that can be shown again and again in one place, for what grows while a cell runs. In a plain
 * script on a terminal its lines are redrawn.
 *
 * @example
 * const counter = newDisplay();
 * for (let i = 1; i <= 3; i++) counter.show(`step ${i}`);
 */
export function newDisplay(): Display {
  const id = freshId();
  let text: LiveText | undefined;
  let shown = false;
  return {
    show(value, { final = false } = {}) {
      const data = bundleOf("Display.show", value, id);
      const host = findHost();
      if (host === undefined) (text ??= liveText()).show(bundleText(data), final);
      else {
        send(host, { data, metadata: {}, transient: { display_id: id } }, shown);
        shown = true;
      }
    },
  };
}
