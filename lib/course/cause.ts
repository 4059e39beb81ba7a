import { difference } from "./compare.js";
import type { Mistake, Plain } from "./exercise.js";
import type { Judge } from "./judge.js";

/** What a student's code gave for a step in one call. */
interface Seen {
  judge: Judge;
  got: Plain;
}

/**
 * The typical mistake in `step` that explains every wrong value seen, if the catalogue has one; of several, the first
 * that would also have given the right ones. It can only be called likely: another mistake may give the same numbers.
 */
export function likelyCause(step: string, judges: readonly Judge[]): Mistake | undefined {
  const seen = (kind: "wrong" | "ok"): Seen[] =>
    judges.flatMap((judge) => {
      const verdict = judge.outcome.get(step);
      return verdict?.kind === kind && verdict.got !== undefined
        ? [{ judge, got: verdict.got }]
        : [];
    });
  const wrong = seen("wrong");
  if (wrong.length === 0) return undefined;
  const explaining = wrong[0].judge.part.mistakes.filter(
    (mistake) => mistake.step === step && wrong.every((each) => explains(mistake, each)),
  );
  const right = seen("ok");
  return (
    explaining.find((mistake) => right.every((each) => explains(mistake, each))) ?? explaining[0]
  );
}

function explains(mistake: Mistake, { judge, got }: Seen): boolean {
  const steps = Object.fromEntries(judge.entries.map(({ name, value }) => [name, value]));
  return difference(got, mistake.instead(judge.args, steps), judge.part.tolerance) === undefined;
}
