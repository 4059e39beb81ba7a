import { exampleLines } from "../../course/check-report-text.js";
import type { Exercise } from "../../course/exercise.js";
import { firstWrongStep, nextAction } from "./next-action.js";
import type { Standing } from "./standing.js";

/**
 * A student's results as Gradescope's autograder takes them, a `results.json`
 * (https://gradescope-autograders.readthedocs.io/en/latest/specs/). All texts are plain ones.
 */
export function gradescopeResults(exercise: Exercise, standing: Standing): string {
  const { attempt, late, manual, total, max } = standing;
  const result = attempt.grade?.result;
  const lines = [
    `${exercise.title}: ${total} of ${max} points`,
    ...(late.percent > 0 ? [`${late.percent} % off: ${late.days} days after the deadline`] : []),
    ...(result?.remarks ?? []),
    ...(result === undefined ? ["Not graded yet."] : [`Next: ${nextAction(exercise, result)}`]),
  ];
  const wrong = result && firstWrongStep(result);
  const steps = (result?.steps ?? []).map((each) => {
    const { part, step, points, earned, kind, problem, failing, likelyCause } = each;
    const example = each === wrong ? result?.counterexample : undefined;
    return {
      name: `${part}: ${step}`,
      score: earned,
      max_score: points,
      status: kind === "ok" ? "passed" : "failed",
      output: [
        problem,
        failing === "" ? "" : `On: ${failing}.`,
        ...(example === undefined ? [] : exampleLines(step, example)),
        likelyCause === "" ? "" : `Likely cause: ${likelyCause}.`,
      ]
        .filter(Boolean)
        .join("\n"),
      output_format: "text",
      visibility: "visible",
    };
  });
  const answers = manual.map(({ id, max: most, score }) => ({
    name: id,
    score: score?.points ?? 0,
    max_score: most,
    output: score?.comment ?? "Not read yet.",
    output_format: "text",
    visibility: "visible",
  }));
  const results = {
    score: total,
    ...(attempt.grade && { execution_time: Math.round(attempt.grade.seconds) }),
    output: lines.join("\n"),
    output_format: "text",
    visibility: "visible",
    tests: [...steps, ...answers],
    extra_data: {
      exercise: exercise.id,
      status: result?.status ?? "not graded",
      penalty_percent: late.percent,
    },
  };
  return `${JSON.stringify(results, null, 2)}\n`;
}
