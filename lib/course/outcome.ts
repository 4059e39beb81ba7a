import { likelyCause } from "./cause.js";
import type { Check, Mistake, Part } from "./exercise.js";
import type { Judge, Kind } from "./judge.js";

/** What became of one check: a judge for each of its calls. */
export interface Checked {
  check: Check;
  calls: readonly Judge[];
}

/** One step over all checks of its part. */
export interface StepOutcome {
  part: string;
  step: string;
  formula: string;
  points: number;
  /** Points × the share of checks in which it is right; 0 unless it is right on ordinary inputs. */
  earned: number;
  kind: Kind;
  problem: string;
  /** The title of the first check in which it is not right; "" if there is none. */
  failing: string;
  cause?: Mistake;
}

export function outcomesOf(part: Part, checked: readonly Checked[]): StepOutcome[] {
  return Object.entries(part.points).map(([step, points]) => {
    const verdicts = checked.flatMap(({ check, calls }) =>
      calls.map((judge) => {
        const verdict = judge.outcome.get(step);
        return { check, kind: verdict?.kind ?? "missing", problem: verdict?.problem ?? "" };
      }),
    );
    const passed = (check: Check): boolean =>
      verdicts.every((verdict) => verdict.check !== check || verdict.kind === "ok");
    const checks = checked.map(({ check }) => check);
    const gate =
      checks.some((check) => check.ordinary) && checks.every((c) => !c.ordinary || passed(c));
    const share = gate ? checks.filter(passed).length / checks.length : 0;
    const judges = checked.flatMap(({ calls }) => calls);
    const worst = verdicts.find(({ kind }) => kind !== "ok");
    const cause = likelyCause(step, judges);
    return {
      part: part.name,
      step,
      formula: judges[0]?.entries.find(({ name }) => name === step)?.formula ?? "",
      points,
      earned: points * share,
      kind: worst?.kind ?? "ok",
      problem: worst?.problem ?? "",
      failing: worst?.check.title ?? "",
      ...(cause ? { cause } : {}),
    };
  });
}

/** The first step that goes wrong; steps that are merely not written yet do not count. */
export function firstWrong(outcomes: readonly StepOutcome[]): StepOutcome | undefined {
  return outcomes.find(({ kind }) => kind === "wrong" || kind === "missing");
}
