import { DISPLAY, type Displayable, type MimeBundle } from "../display/bundle.js";
import { ValueError } from "../errors.js";
import type { TraceData, TraceEntry } from "./entry.js";
import { stepText } from "./text.js";
import { walkerHtml } from "./walker.js";

/** The entries that are walked: those that were computed. */
export const walked = ({ entries }: TraceData): TraceEntry[] =>
  entries.filter(({ pass }) => pass === "forward" || pass === "backward");

/**
 * A place in a trace that moves: first along the forward equations, then along the backward ones, and the same way
 * back. Shown, it is the trace's table, opened at that place.
 *
 * @example
 * const walk = traceLayer(linear, { x: ones([2, 3]), W: ones([3, 4]) }).walk();
 * walk.next()?.name; // "y"
 * walk.next()?.name; // "dX"
 * walk.previous()?.name; // "y"
 */
export class TraceWalk implements Displayable {
  private readonly steps: readonly TraceEntry[];
  private at = -1;

  /** Not for use outside the library: see `Trace.walk`. */
  constructor(private readonly trace: TraceData) {
    this.steps = walked(trace);
  }

  /** How many steps there are. */
  get length(): number {
    return this.steps.length;
  }
  /** Which step it stands on, from 0; −1 before the first, `length` after the last. */
  get position(): number {
    return this.at;
  }
  /** The step that it stands on; undefined before the first and after the last. */
  get current(): TraceEntry | undefined {
    return this.steps[this.at];
  }
  /** What the current step reads. */
  get inputs(): TraceEntry[] {
    const reads = this.current?.reads ?? [];
    return this.trace.entries.filter(({ name }) => reads.includes(name));
  }

  /** One step on; undefined if that was the last. */
  next(): TraceEntry | undefined {
    this.at = Math.min(this.at + 1, this.length);
    return this.current;
  }

  /** One step back; undefined if that was the first. */
  previous(): TraceEntry | undefined {
    this.at = Math.max(this.at - 1, -1);
    return this.current;
  }

  /**
   * To the step of this name.
   *
   * @throws ValueError if there is none.
   */
  goTo(name: string): TraceEntry {
    const at = this.steps.findIndex((entry) => entry.name === name);
    if (at < 0)
      throw new ValueError(
        `TraceWalk.goTo: step ${name} is not known, expected one of ${this.steps.map((entry) => entry.name).join(", ")}`,
      );
    this.at = at;
    return this.steps[at];
  }

  /** Where it stands: `3 of 14, forward: variance`, the equation, what it reads and what it gives. */
  toString(): string {
    const { current, at, length } = this;
    if (current === undefined) return at < 0 ? `before the first of ${length} steps` : `after the last of ${length} steps`; // prettier-ignore
    return `${at + 1} of ${length}, ${current.pass}: ${stepText(current)}`;
  }
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
  [DISPLAY](): MimeBundle {
    const start = this.current && this.at;
    return { "text/html": walkerHtml(this.trace, start), "text/plain": this.toString() };
  }
}
