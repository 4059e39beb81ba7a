import { DISPLAY, type Displayable, type MimeBundle } from "../display/bundle.js";
import { ValueError } from "../errors.js";
import type { Tensor } from "../tensor/tensor.js";
import { gradientsByValue, type TraceData, type TraceEntry } from "./entry.js";
import { toCsv, toMarkdown } from "./export.js";
import { toPage } from "./html-page.js";
import { dataOf, readTrace, type TraceJson } from "./json.js";
import { traceText } from "./text.js";
import { TraceWalk } from "./walk.js";
import { walkerHtml } from "./walker.js";

/**
 * What a layer did: every named equation with its value, the gradient that came back to it, and which other values
 * it reads. Shown in a notebook it is a table to walk through with the arrow keys.
 *
 * Made by `traceLayer`, `traceModule` and `traceSteps`.
 *
 * @example
 * const steps = traceLayer(linear, { x: ones([2, 3]), W: ones([3, 4]), b: zeros([4]) });
 * steps.forward.map((entry) => entry.name); // ["y"]
 */
export class Trace implements Displayable, TraceData, Iterable<TraceEntry> {
  private readonly byName: ReadonlyMap<string, TraceEntry>;
  private readonly gradients: ReadonlyMap<string, TraceEntry>;

  /** Not for use outside the library: see `traceLayer`. */
  constructor(
    readonly title: string,
    readonly entries: readonly TraceEntry[],
  ) {
    this.byName = new Map(entries.map((entry) => [entry.name, entry]));
    this.gradients = gradientsByValue(entries);
  }

  /** What came from outside: inputs, parameters, state. */
  get given(): TraceEntry[] {
    return this.entries.filter(({ pass }) => pass === "given");
  }
  /** The steps of the forward pass, in order. */
  get forward(): TraceEntry[] {
    return this.entries.filter(({ pass }) => pass === "forward");
  }
  /** The steps of the backward pass, in order. */
  get backward(): TraceEntry[] {
    return this.entries.filter(({ pass }) => pass === "backward");
  }

  /**
   * The entry of this name.
   *
   * @throws ValueError if there is none.
   */
  entry(name: string): TraceEntry {
    const entry = this.byName.get(name);
    if (entry === undefined)
      throw new ValueError(
        `Trace: entry ${name} is not known, expected one of ${[...this.byName.keys()].join(", ")}`,
      );
    return entry;
  }

  /**
   * The gradient of the loss by the value of this name; undefined without a backward pass, or if the value was given
   * and needs none.
   *
   * @throws ValueError if there is no such value.
   */
  gradient(name: string): Tensor | undefined {
    return this.gradients.get(this.entry(name).name)?.value;
  }

  /** All entries in order: for (const entry of trace) … */
  [Symbol.iterator](): Iterator<TraceEntry> {
    return this.entries[Symbol.iterator]();
  }

  /**
   * A way to go through the steps one by one, forward and then backward, and back again. It stands before the first.
   *
   * @example
   * const walk = traceLayer(relu, { x: tensor([-1, 2]) }).walk();
   * walk.next()?.name; // "y"
   */
  walk(): TraceWalk {
    return new TraceWalk(this);
  }

  /** All of it as plain data, which `JSON.stringify` calls for; numbers come back to the last bit. */
  toJSON(): TraceJson {
    return dataOf(this);
  }

  /**
   * The trace that was written: `Trace.fromJSON(JSON.parse(text))`.
   *
   * @throws DataError if it is no trace.
   *
   * @example
   * const steps = traceLayer(relu, { x: tensor([-1, 2]) });
   * Trace.fromJSON(JSON.parse(JSON.stringify(steps))).entry("y").value.toArray(); // [0, 2]
   */
  static fromJSON(json: unknown): Trace {
    const { title, entries } = readTrace(json);
    return new Trace(title, entries);
  }

  /** Every number in a line of its own: pass, step, shape, index, value; for spreadsheets and data frames. */
  toCsv(): string {
    return toCsv(this);
  }

  /** A table with formulas between dollar signs; small values are written out. */
  toMarkdown(): string {
    return toMarkdown(this);
  }

  /** A page that stands by itself, to be walked through in any browser, without network. */
  toHtml(): string {
    return toPage(this);
  }

  toString(): string {
    return traceText(this);
  }
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
  [DISPLAY](): MimeBundle {
    return { "text/html": walkerHtml(this), "text/plain": this.toString() };
  }
}
