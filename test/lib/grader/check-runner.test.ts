import { describe, expect, test } from "vitest";
import { partNamed, type Arguments, type Check } from "../../../lib/course/exercise.js";
import { findIsolation, gradable } from "../../../lib/grader/index.js";
import type { Isolation } from "../../../lib/grader/sandbox/isolation.js";
import { DEFAULT_LIMITS } from "../../../lib/grader/sandbox/limits.js";
import { judgeCells } from "../../../lib/grader/scoring/judge-cells.js";
import { compileCell } from "../../../lib/grader/submission/compile-cell.js";
import { tensor } from "../../../lib/tensor/create.js";
import { breached } from "./attacks/escapes.js";
import { solutionCell } from "./submissions.js";

/** Two rows of two features, in each check the same: what was right once is right again. */
const call = (): Arguments => [
  {
    x: tensor([
      [1, 2],
      [3, 6],
    ]),
    gamma: tensor([2, 3]),
    beta: tensor([1, -1]),
  },
  { eps: 0.5 },
];
const same = (i: number): Check => ({
  title: `check ${i}`,
  part: "forward",
  // Else what goes wrong in the first check could not be made good for.
  ordinary: i > 0,
  draw: () => [call()],
});

/** Judges one cell over such checks; how many processes that took, and of which step what became. */
async function judge(
  source: string,
  { escaped = false, checks = 4 } = {},
): Promise<{ processes: number; earned: Record<string, number>; problems: string[] }> {
  const { exercise, trusted } = await gradable("06");
  const found = await findIsolation({ unsafe: true });
  let processes = 0;
  const counted: Isolation = {
    ...found,
    launch: (limits, args) => {
      processes++;
      return found.launch(limits, args);
    },
  };
  const part = partNamed(exercise, "forward");
  const { outcomes, remarks } = await judgeCells(
    [{ id: "forward", script: compileCell("forward", source) }],
    {
      exercise: {
        ...exercise,
        parts: [part],
        checks: Array.from({ length: checks }, (_, i) => same(i)),
      },
      trusted,
      seed: 1,
      limits: { ...DEFAULT_LIMITS, seconds: 2 },
      isolation: escaped ? breached(counted) : counted,
    },
  );
  return {
    processes,
    earned: Object.fromEntries(outcomes.map(({ step, earned }) => [step, earned])),
    problems: [...remarks, ...outcomes.map(({ problem }) => problem)].filter(Boolean),
  };
}

const right = solutionCell("forward");

describe.concurrent("the processes of one submission", () => {
  test("are not one for each check where everything is right", async () => {
    const { processes, problems } = await judge(right, { checks: 10 });
    expect(problems).toEqual([]);
    // One, unless the machine is so busy that a check had to wait for longer than it may in a process that is kept.
    expect(processes).toBeLessThan(5);
  });

  test("are one for each check from the first that goes wrong, which is asked again by itself", async () => {
    const wrong = right.replace("return xHat.mul(gamma).add(beta)", "return xHat.mul(gamma)");
    const { processes, earned } = await judge(wrong);
    // In the last of which the smallest counterexample is looked for, unless the machine is too busy for that.
    expect([4, 5]).toContain(processes);
    expect(earned).toMatchObject({ mean: 1, xHat: 1, y: 0 });
  });

  test("share nothing: a context in which nothing has happened meets every check", async () => {
    const counting = right.replace(
      "// x is",
      "if ((globalThis.times = (globalThis.times ?? 0) + 1) > 1) throw new Error('again');\n  // x is",
    );
    expect(counting).not.toBe(right);
    const { processes, problems } = await judge(counting, { checks: 10 });
    expect(problems).toEqual([]);
    expect(processes).toBeLessThan(5);
  });

  test("are told no right value that a later check could be answered with, even if the code escapes its context", async () => {
    const { earned } = await judge(
      `import { full, tensor } from "gradlab";
       const host = (globalThis as any).process ?? {};
       const known = (host.known ??= {});
       function forward({ gamma }, options, step) {
         const ask = (name) => {
           const right = step(name, "", () => known[name] ? tensor(JSON.parse(known[name])) : full([2], 7));
           known[name] = JSON.stringify(right.toArray());
           return right;
         };
         const [mean, centered, variance, invStd, xHat, y] = ["mean", "centered", "variance", "invStd", "xHat", "y"].map(ask);
         return { y, cache: { gamma, mean, centered, variance, invStd, xHat } };
       }`,
      { escaped: true },
    );
    expect(Object.values(earned)).toEqual(Object.values(earned).map(() => 0));
  });

  test("are one more where the one that is kept dies, hangs or runs full: the check is run again and counts", async () => {
    // Right the first time in a process, and then it does not come back.
    const flood = "return { y: (0, eval)('Array').from({ length: 1e7 }) as any }";
    for (const trouble of ["process.exit(0)", "for (;;) ;", flood]) {
      const once = right.replace(
        "// x is",
        `const { process } = globalThis as any;
         if (process.seen) ${trouble};
         process.seen = true;\n  // x is`,
      );
      const { processes, problems } = await judge(once, { escaped: true, checks: 3 });
      expect([trouble, processes, problems]).toEqual([trouble, 3, []]);
    }
  });
});

test("There is no WebAssembly where a submission runs, whose memory no limit of V8 knows", async () => {
  const cell = right.replace(
    "// x is",
    "const found = typeof (globalThis as any).WebAssembly; if (found !== 'undefined') throw new Error(found);\n  // x is",
  );
  expect((await judge(cell)).problems).toEqual([]);
  const { problems } = await judge(`new WebAssembly.Memory({ initial: 1 });\n${right}`);
  expect(problems[0]).toContain("WebAssembly is not defined");
});
