import { deviation, mean, rollup } from "d3-array";
import type { Exercise } from "../../course/exercise.js";
import type { SubmissionResult } from "../scoring/result.js";
import { firstWrongStep } from "./next-action.js";
import type { Standing } from "./standing.js";

/** How a class did on one step. */
export interface ItemStatistics {
  part: string;
  step: string;
  points: number;
  /** Students with the step right, wrong (or missing), and not written. */
  right: number;
  wrong: number;
  open: number;
  /** The mean share of its points, 0 to 1: how easy it is. */
  share: number;
  /**
   * The correlation of its points with those of all other steps, −1 to 1: whether those who do well elsewhere do well
   * here. Undefined where everyone got the same.
   */
  discrimination: number | undefined;
}

/** Something that several students got wrong in the same way. */
export interface Misconception {
  part: string;
  step: string;
  /** A likely cause of the catalogue; "" where the mistake is none of the catalogue's. */
  cause: string;
  students: string[];
}

/** The results that count, one a student, of those that could be judged. */
export const judgedResults = (standings: readonly Standing[]): SubmissionResult[] =>
  standings.flatMap(({ attempt: { grade } }) =>
    grade?.result.status === "graded" ? [grade.result] : [],
  );

export function itemStatistics(
  exercise: Exercise,
  results: readonly SubmissionResult[],
): ItemStatistics[] {
  return exercise.parts.flatMap((part) =>
    Object.entries(part.points).map(([step, points]) => {
      const own = results.map(({ steps }) =>
        steps.find((each) => each.part === part.name && each.step === step),
      );
      const earned = own.map((each) => each?.earned ?? 0);
      const rest = results.map(({ total }, i) => total - earned[i]);
      const having = (...kinds: (string | undefined)[]): number =>
        own.filter((each) => kinds.includes(each?.kind)).length;
      return {
        part: part.name,
        step,
        points,
        right: having("ok"),
        wrong: having("wrong", "missing"),
        open: having("todo", undefined),
        share: points === 0 ? 1 : (mean(earned) ?? 0) / points,
        discrimination: correlation(earned, rest),
      };
    }),
  );
}

/** Pearson's; undefined where one of the two does not vary. */
export function correlation(a: readonly number[], b: readonly number[]): number | undefined {
  const [spreadA, spreadB] = [deviation(a) ?? 0, deviation(b) ?? 0];
  if (spreadA === 0 || spreadB === 0) return undefined;
  const [meanA, meanB] = [mean(a) ?? 0, mean(b) ?? 0];
  const products = a.reduce((sum, x, i) => sum + (x - meanA) * (b[i] - meanB), 0);
  return products / ((a.length - 1) * spreadA * spreadB);
}

/** What students got wrong first, the most frequent first. Later steps may only be wrong for the same reason. */
export function misconceptions(results: readonly SubmissionResult[]): Misconception[] {
  const firsts = results.flatMap((result) => {
    const wrong = firstWrongStep(result);
    return wrong === undefined ? [] : [{ student: result.student, ...wrong }];
  });
  const found = rollup(
    firsts,
    (own): Misconception => ({
      part: own[0].part,
      step: own[0].step,
      cause: own[0].likelyCause,
      students: own.map(({ student }) => student),
    }),
    ({ part, step, likelyCause }) => JSON.stringify([part, step, likelyCause]),
  );
  return [...found.values()].sort((a, b) => b.students.length - a.students.length);
}
