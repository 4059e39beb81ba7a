import { difference } from "./compare.js";
import type { Mistake } from "./exercise.js";
import type { Judge } from "./judge.js";

/**
 * The typical mistake in `step` that explains every wrong value seen, if the catalogue has one. It can only be
 * called likely: another mistake may give the same numbers.
 */
export function likelyCause(step: string, judges: readonly Judge[]): Mistake | undefined {
  const wrong = judges.flatMap((judge) => {
    const verdict = judge.outcome.get(step);
    return verdict?.kind === "wrong" && verdict.got !== undefined
      ? [{ judge, got: verdict.got }]
      : [];
  });
  if (wrong.length === 0) return undefined;
  return wrong[0].judge.part.mistakes.find(
    (mistake) =>
      mistake.step === step &&
      wrong.every(({ judge, got }) => {
        const steps = Object.fromEntries(judge.entries.map(({ name, value }) => [name, value]));
        const { tolerance } = judge.part;
        return difference(got, mistake.instead(judge.args, steps), tolerance) === undefined;
      }),
  );
}
