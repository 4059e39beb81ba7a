import { DISPLAY, type MimeBundle } from "../display/bundle.js";
import { reportHtml } from "./check-report-html.js";
import { reportText } from "./check-report-text.js";
import type { Counterexample } from "./counterexample.js";
import type { Exercise, Part } from "./exercise.js";
import type { Findings } from "./findings.js";
import type { Kind } from "./judge.js";
import { nextForMissing } from "./next-for-missing.js";
import { firstWrong, type StepOutcome } from "./outcome.js";

/**
 * What a check found.
 *
 * @example
 * const report = await check("06", { forward, updateRunning, forwardEval });
 * report instanceof CheckReport; // true
 * report.earned; // 11
 */
export class CheckReport implements Findings {
  constructor(
    readonly exercise: Exercise,
    readonly outcomes: readonly StepOutcome[],
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
    return this.outcomes.length > 0 && this.outcomes.every(({ kind }) => kind === "ok");
  }
  get firstWrong(): StepOutcome | undefined {
    return firstWrong(this.outcomes);
  }

  get parts(): readonly Part[] {
    return this.exercise.parts.filter(({ name }) =>
      this.outcomes.some(({ part }) => part === name),
    );
  }

  get summary(): string {
    const some = this.parts.length < this.exercise.parts.length;
    const which = some ? ` of ${this.parts.map(({ name }) => name).join(", ")}` : "";
    if (this.passed) return `All visible checks${which} passed; hidden checks run when graded.`;
    const count = (kind: Kind): number =>
      this.outcomes.filter((outcome) => outcome.kind === kind).length;
    const rest: [Kind, string][] = [
      ["wrong", "wrong"],
      ["missing", "missing"],
      ["todo", "not written yet"],
    ];
    return [
      `${count("ok")} of ${this.outcomes.length} steps${which} right`,
      ...rest.filter(([kind]) => count(kind) > 0).map(([kind, word]) => `${count(kind)} ${word}`),
    ].join(", ");
  }

  get next(): string {
    const wrong = this.firstWrong;
    if (wrong?.cause !== undefined) return wrong.cause.next;
    if (wrong?.kind === "missing")
      return nextForMissing(wrong.part, `"${wrong.step}"`, wrong.problem);
    if (wrong !== undefined)
      return this.counterexample === undefined
        ? `Read the step "${wrong.step}" of ${wrong.part} again, beside its formula.`
        : `Work "${wrong.step}" out by hand for this small input, beside its formula.`;
    const open = this.outcomes.find(({ kind }) => kind === "todo");
    if (open !== undefined) return `Write the step "${open.step}" of ${open.part}.`;
    if (this.parts.length < this.exercise.parts.length) return "Go on with the next part.";
    return "Save the notebook and hand it in.";
  }

  toString(): string {
    return reportText(this);
  }
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
  [DISPLAY](): MimeBundle {
    return { "text/html": reportHtml(this), "text/plain": this.toString() };
  }
}
