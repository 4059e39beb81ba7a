import { group } from "d3-array";
import type { Exercise } from "../../course/exercise.js";
import type { Attempt, ManualScore } from "../gradebook/gradebook.js";
import type { Policy } from "../gradebook/policy.js";
import { maximum } from "../scoring/grade-submission.js";
import { round } from "../scoring/result.js";
import { lateness, type Lateness } from "./late.js";

/** One question that a person grades, for one student. */
export interface ManualItem {
  id: string;
  max: number;
  /** Undefined while nobody has graded it. */
  score: ManualScore | undefined;
}

/** Where a student stands in one exercise. */
export interface Standing {
  student: string;
  /** The submission that counts. */
  attempt: Attempt;
  attempts: number;
  late: Lateness;
  automatic: number;
  manual: readonly ManualItem[];
  /** All points, less what being late costs. */
  total: number;
  max: number;
}

/** Each student's standing, by name: the last submission or the best one, with penalty and manual points. */
export function standings(
  exercise: Exercise,
  attempts: readonly Attempt[],
  manual: readonly ManualScore[],
  policy: Policy,
): Standing[] {
  const byStudent = group(attempts, ({ submission }) => submission.student);
  const items = exercise.reflections;
  const max = round(maximum(exercise) + items.reduce((sum, { points }) => sum + points, 0));
  return [...byStudent].map(([student, own]) => {
    const given = items.map(({ id, points }) => ({
      id,
      max: points,
      score: manual.find((each) => each.student === student && each.item === id),
    }));
    const byHand = given.reduce((sum, { score }) => sum + (score?.points ?? 0), 0);
    const scored = own.map((attempt) => {
      const late = lateness(attempt.submission.submittedAt, policy);
      const automatic = attempt.grade?.result.total ?? 0;
      const total = round((automatic + byHand) * (1 - late.percent / 100));
      return { attempt, late, automatic, total };
    });
    const [first, ...rest] = policy.take === "last" ? scored.slice(-1) : scored;
    const counted = rest.reduce((best, each) => (each.total > best.total ? each : best), first);
    return { student, attempts: own.length, manual: given, max, ...counted };
  });
}
