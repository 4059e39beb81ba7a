import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readNotebook, writeNotebook } from "../../../kernel/notebook/format.js";
import {
  findIsolation,
  findSubmissions,
  gradable,
  gradeAll,
  Gradebook,
  Grader,
  localJobs,
  plan,
  replay,
  work,
} from "../../../lib/grader/index.js";
import { DEFAULT_LIMITS } from "../../../lib/grader/sandbox/limits.js";
import { temporaryFolder } from "../../support/temporary-folder.js";
import { releasedPath, replaced, solutionPath } from "./submissions.js";

const EXERCISE = "06-batch-norm-forward";

/** Right but for values far from 0, where the digits run out: a grade that hangs on the numbers drawn. */
const marginal = replaced(["centered.pow(2).mean(0)", "x.pow(2).mean(0).sub(mean.pow(2))"]);

function course(): string {
  const folder = join(temporaryFolder(), "submissions");
  mkdirSync(folder);
  writeNotebook(join(folder, "ada.ipynb"), readNotebook(solutionPath));
  writeNotebook(join(folder, "bob.ipynb"), readNotebook(releasedPath));
  writeNotebook(join(folder, "cleo.ipynb"), marginal);
  return folder;
}

describe("a grade", () => {
  test("is the same when the same submissions are graded twice, each on numbers of its own", async () => {
    const { exercise, trusted } = await gradable(EXERCISE);
    const isolation = await findIsolation({ unsafe: true });
    const submissions = findSubmissions(course());
    const twice = [
      await gradeAll(submissions, exercise, trusted, { isolation }),
      await gradeAll(submissions, exercise, trusted, { isolation }),
    ];
    const [first, second] = twice.map((results) =>
      results.map(({ student, status, total, steps }) => ({
        student,
        status,
        total,
        earned: steps.map(({ earned }) => earned),
      })),
    );
    expect(second).toEqual(first);
    expect(first.map(({ total }) => total)).toEqual([11, 0, expect.closeTo(10.8)]);
    expect(twice[0][0].receipt.seed).not.toBe(twice[1][0].receipt.seed);
  });

  test("has a receipt that names all it hangs on, and is graded from it again to the same", async () => {
    const gradebook = await Gradebook.open({ folder: temporaryFolder() });
    const grader = await Grader.open({ isolation: await findIsolation({ unsafe: true }) });
    try {
      const { submissions, jobs } = await plan(gradebook, EXERCISE, findSubmissions(course()), {
        limits: DEFAULT_LIMITS,
      });
      await work(localJobs(jobs), gradebook, grader, { signal: new AbortController().signal });

      const hash = expect.stringMatching(/^[0-9a-f]{64}$/) as string;
      const again = await replay(grader, gradebook, EXERCISE, "cleo");
      expect(again).toMatchObject({ same: true, changes: [] });
      expect(again.now).toEqual(again.before.result);
      expect(again.now.receipt).toEqual({
        exercise: EXERCISE,
        seed: submissions[2].seed,
        cells: { forward: hash, running: hash },
        program: hash,
        tests: hash,
        isolation: grader.isolation.name,
        limits: DEFAULT_LIMITS,
        versions: {
          gradlab: expect.stringMatching(/^\d/) as string,
          node: process.versions.node,
          typescript: expect.stringMatching(/^6\./) as string,
        },
      });

      const { before } = again;
      const receipt = { ...before.result.receipt, tests: "0", isolation: "a cage" };
      await gradebook.saveGrade(submissions[2].id, {
        ...before,
        key: "another",
        result: { ...before.result, total: 11, receipt },
      });
      expect(await replay(grader, gradebook, EXERCISE, "cleo")).toMatchObject({
        same: false,
        changes: [
          "the exercise's tests or the grader's own code have changed since",
          `it was held by a cage, and now by ${grader.isolation.name}`,
        ],
      });
      await expect(replay(grader, gradebook, EXERCISE, "dora")).rejects.toThrow(
        `replay: expected a student with a grade in ${EXERCISE}, got "dora"`,
      );
    } finally {
      await grader.close();
      await gradebook.close();
    }
  });
});
