import { describe, expect, test } from "vitest";
import { readNotebook } from "../../../kernel/notebook/format.js";
import {
  changed,
  earnedIn,
  grade,
  releasedPath,
  replaced,
  solutionCell,
  withCells,
} from "./submissions.js";

const backwardPath = "solutions/07-batch-norm-backward.ipynb";

describe.concurrent("a submission", () => {
  test("that is the solution gets every point", async () => {
    const result = await grade(changed((notebook) => notebook));
    expect(result).toMatchObject({
      status: "graded",
      total: 11,
      max: 11,
      firstWrong: "",
      remarks: [],
    });
  });

  test("that is the released exercise gets none, and every step is not written yet", async () => {
    const result = await grade(readNotebook(releasedPath));
    expect(result).toMatchObject({ status: "graded", total: 0, max: 11, firstWrong: "" });
    expect(new Set(result.steps.map(({ kind }) => kind))).toEqual(new Set(["todo"]));
  });

  test.each([
    [
      "a variance divided by N − 1",
      replaced(["centered.pow(2).mean(0)", "centered.pow(2).sum(0).div(x.shape[0] - 1)"]),
      "forward.variance",
      "you divided by N − 1 instead of N",
      10,
    ],
    [
      "eps outside the root",
      replaced(["return variance.add(eps).pow(-1 / 2)", "return variance.sqrt().add(eps).pow(-1)"]),
      "forward.invStd",
      "eps stands outside the root",
      10,
    ],
    [
      "no running average",
      replaced(
        ["running.mean.mul(1 - momentum).add(batch.mean.mul(momentum))", "batch.mean"],
        ["running.variance.mul(1 - momentum).add(batch.variance.mul(momentum))", "batch.variance"],
      ),
      "updateRunning.runningMean",
      "there is no running average: the batch's own value replaces all that came before",
      9,
    ],
  ])(
    "with %s loses that step alone, and is told so",
    async (_title, notebook, step, cause, total) => {
      const result = await grade(notebook);
      expect(result).toMatchObject({ firstWrong: step, likelyCause: cause, total });
    },
  );

  test("with no variance path loses that step alone, and is told so", async () => {
    const backward = solutionCell("backward", backwardPath).replace(
      ".add(centered.mul(dVariance).mul(2 / N))",
      "",
    );
    expect(await grade(withCells({ backward }, backwardPath))).toMatchObject({
      firstWrong: "backward.dCentered",
      likelyCause: "you kept the direct path but dropped the variance path",
      total: 8,
    });
  });

  test("gets the same grade on the seed of its receipt", async () => {
    const notebook = replaced(["return xHat.mul(gamma).add(beta)", "return xHat.mul(gamma)"]);
    const first = await grade(notebook);
    const again = await grade(notebook, { seed: first.receipt.seed });
    expect(again).toEqual(first);
  });

  test("that only does not do for hidden inputs gets a share, and is told on which", async () => {
    const naive = "x.pow(2).mean(0).sub(mean.pow(2))";
    const result = await grade(replaced(["centered.pow(2).mean(0)", naive]));
    const variance = result.steps.find(({ step }) => step === "variance");
    expect(variance).toMatchObject({ earned: 0.8, failing: "values far from 0" });
  });
});

describe.concurrent("a correct submission in another style loses no point", () => {
  test.each([
    [
      "helpers, other names, prints",
      withCells({
        forward: `
import { zeros as nil, type Tensor as T } from "gradlab";
import * as lab from "gradlab";
console.log("hello", nil([2]), lab.ones([1]));
const rows = (t: T): number => t.shape[0];
export const average = (t: T): T => t.sum(0).div(rows(t));
enum Axis { Rows }
export function forward(input: { x: T; gamma: T; beta: T }, options: { eps?: number } = {}, s: Step = run) {
  const { x, gamma, beta } = input, eps = options.eps ?? 1e-5;
  console.table([1, 2]);
  const mu = s("mean", "", () => average(x));
  const c = s("centered", "", () => { console.warn("centered"); return x.sub(mu); });
  const v = s("variance", "", () => c.mul(c).mean(Axis.Rows));
  const r = s("invStd", "", () => tensor(1).div(v.add(eps).sqrt()));
  const h = s("xHat", "", () => x.sub(mu).div(v.add(eps).sqrt()));
  const y = s("y", "", () => beta.add(gamma.mul(h)));
  display(y);
  return { y, cache: { gamma, mean: mu, centered: c, variance: v, invStd: r, xHat: h } };
}`,
        // Uses a helper of another cell, and a name that the other cell uses too.
        running: `const rows = 3;\n${solutionCell("running").replace("batch.mean.mul(momentum)", "average(batch.mean.mul(momentum).reshape(1, -1))")}`,
      }),
    ],
    [
      "arrow functions, loops over numbers, steps of its own",
      withCells(
        {
          backward: `
const backward = (dY, { gamma, centered, invStd, xHat }, step = run) => {
  const [N, D] = dY.shape;
  const total = (t: Tensor): Tensor => {
    const out = new Array(D).fill(0);
    for (let i = 0; i < N; i++) for (let j = 0; j < D; j++) out[j] += t.at(i, j);
    return tensor(out);
  };
  const dBeta = step("dBeta", "", () => total(dY));
  const dGamma = step("dGamma", "", () => total(dY.mul(xHat)));
  const dXHat = step("dXHat", "", () => gamma.mul(dY));
  const product = step("myOwnStep", "", () => dXHat.mul(centered));
  const dInvStd = step("dInvStd", "", () => total(product));
  const dVariance = step("dVariance", "", () => dInvStd.mul(-0.5).mul(invStd).mul(invStd).mul(invStd));
  const dCentered = step("dCentered", "", () => centered.mul(2 / N).mul(dVariance).add(invStd.mul(dXHat)));
  const dMean = step("dMean", "", () => total(dCentered).mul(-1));
  const dX = step("dX", "", () => dMean.div(N).add(dCentered));
  return { dX, dGamma, dBeta };
};`,
        },
        backwardPath,
      ),
    ],
  ])("%s", async (_title, notebook) => {
    const result = await grade(notebook);
    expect(result.steps.filter(({ kind }) => kind !== "ok")).toEqual([]);
    expect(result).toMatchObject({ total: result.max, remarks: [] });
  });
});

describe.concurrent("an odd submission", () => {
  test("with a cell that does not parse loses that cell alone and is told the line", async () => {
    const result = await grade(
      withCells({ running: "function updateRunning() {\n  return 1 +;\n}" }),
    );
    expect(result.remarks).toEqual(["cell running, line 2: Expression expected."]);
    expect(earnedIn(result, "forward")).toBe(6);
    expect(earnedIn(result, "updateRunning")).toBe(0);
  });

  test("with a cell missing, doubled or unknown is graded on what is there, and says so", async () => {
    const result = await grade(
      changed((notebook) => ({
        ...notebook,
        cells: notebook.cells
          .filter(({ id }) => id !== "running")
          .flatMap((cell) => {
            if (cell.id !== "forward") return [cell];
            const stranger = {
              ...cell,
              id: "x",
              metadata: { gradlab: { role: "solution", id: "x" } },
            };
            return [{ ...cell, id: "first", source: "throw 1" }, cell, stranger];
          }),
      })),
    );
    expect(result.remarks).toEqual([
      'solution cell "x" is not one of this exercise and was left out',
      "solution cell forward is there 2 times; the last one was taken",
      "solution cell running is missing",
    ]);
    expect(result.total).toBe(6);
  });

  test("computes on the reference, as the grader does", async () => {
    const telling =
      'import { tensor } from "gradlab"; throw new Error(`on ${tensor([1]).backend.name}`);';
    const { remarks } = await grade(withCells({ forward: telling }));
    expect(remarks.join()).toContain("on reference");
  });

  test("that uses the library's own layer is told that it is not there", async () => {
    const cell =
      'import { batchNorm } from "gradlab";\nconst forward = (...all) => batchNorm.forward(...all);';
    const result = await grade(withCells({ forward: cell }));
    expect(earnedIn(result, "forward")).toBe(0);
    expect(result.steps[0].problem).toContain(
      'batchNorm from "gradlab" is not there when an exercise is graded',
    );
  });
});
