import type { Counterexample } from "./counterexample.js";
import type { Exercise, Part } from "./exercise.js";
import type { StepOutcome } from "./outcome.js";

/** What a check found, for those who write it down. */
export interface Findings {
  readonly exercise: Exercise;
  readonly outcomes: readonly StepOutcome[];
  /** The smallest input on which the first wrong step goes wrong, if it can be shown by one. */
  readonly counterexample?: Counterexample;
  /** The parts that were checked, in the exercise's order. */
  readonly parts: readonly Part[];
  /** The first step that goes wrong; steps not written yet do not count. */
  readonly firstWrong: StepOutcome | undefined;
  readonly earned: number;
  readonly points: number;
  /** Where the work stands, in one line. */
  readonly summary: string;
  /** The one thing to do next. */
  readonly next: string;
}
