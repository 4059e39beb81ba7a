import { reportHtml } from "./check-report-html.js";
import { reportText } from "./check-report-text.js";
import type { Counterexample } from "./counterexample.js";
import type { Exercise } from "./exercise.js";
import { firstWrong, type StepOutcome } from "./outcome.js";

/** What a check found. */
export class CheckReport {
  constructor(
    readonly exercise: Exercise,
    readonly outcomes: readonly StepOutcome[],
    /** The smallest input on which the first wrong step goes wrong, if it can be shown by one. */
    readonly counterexample?: Counterexample,
  ) {}

  get earned(): number {
    return this.outcomes.reduce((sum, { earned }) => sum + earned, 0);
  }
  get points(): number {
    return this.outcomes.reduce((sum, { points }) => sum + points, 0);
  }
  /** Every step is right on the visible checks. */
  get passed(): boolean {
    return this.outcomes.every(({ kind }) => kind === "ok");
  }
  /** The first step that goes wrong; steps not written yet do not count. */
  get firstWrong(): StepOutcome | undefined {
    return firstWrong(this.outcomes);
  }

  /** Where the work stands, in one line. */
  get summary(): string {
    if (this.passed) return "All visible checks passed; hidden checks run when graded.";
    const count = (...kinds: string[]): number =>
      this.outcomes.filter(({ kind }) => kinds.includes(kind)).length;
    return [
      `${count("ok")} of ${this.outcomes.length} steps right`,
      `${count("wrong", "missing")} wrong`,
      `${count("todo")} not written yet`,
    ].join(", ");
  }

  /** The one thing to do next. */
  get next(): string {
    const wrong = this.firstWrong;
    if (wrong?.cause !== undefined) return wrong.cause.next;
    if (wrong?.kind === "missing")
      return `Let ${wrong.part} come to its step "${wrong.step}", under this name, once.`;
    if (wrong !== undefined)
      return this.counterexample === undefined
        ? `Read the step "${wrong.step}" of ${wrong.part} again, beside its formula.`
        : `Work "${wrong.step}" out by hand for this small input, beside its formula.`;
    const open = this.outcomes.find(({ kind }) => kind === "todo");
    if (open !== undefined) return `Write the step "${open.step}" of ${open.part}.`;
    return "Save the notebook and hand it in.";
  }

  toString(): string {
    return reportText(this);
  }
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
  [Symbol.for("Jupyter.display")](): Record<string, string> {
    return { "text/html": reportHtml(this), "text/plain": this.toString() };
  }
}
