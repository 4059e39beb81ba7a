import type { Cell, Notebook } from "../../../kernel/notebook/format.js";
import { changed, replaced, solutionCell, withCells } from "./submissions.js";

/** A correct solution, written as somebody might. */
export interface Style {
  style: string;
  notebook: Notebook;
}

const own = solutionCell("forward");
const cell = (style: string, forward: string): Style => ({
  style,
  notebook: withCells({ forward }),
});
const text = (id: string, source: string): Cell => ({
  cell_type: "markdown",
  id,
  source,
  metadata: {},
});
const code = (id: string, source: string): Cell => ({
  cell_type: "code",
  id,
  source,
  metadata: {},
  execution_count: 3,
  outputs: [],
});

/** The forward pass from the six values, however those are found. */
const steps = (
  values: Record<"mean" | "centered" | "variance" | "invStd" | "xHat" | "y", string>,
): string => `
  const mean = step("mean", "", () => ${values.mean});
  const centered = step("centered", "", () => ${values.centered});
  const variance = step("variance", "", () => ${values.variance});
  const invStd = step("invStd", "", () => ${values.invStd});
  const xHat = step("xHat", "", () => ${values.xHat});
  const y = step("y", "", () => ${values.y});
  return { y, cache: { gamma, mean, centered, variance, invStd, xHat } };`;

const usual = {
  mean: "x.mean(0)",
  centered: "x.sub(mean)",
  variance: "centered.pow(2).mean(0)",
  invStd: "variance.add(eps).pow(-1 / 2)",
  xHat: "centered.mul(invStd)",
  y: "xHat.mul(gamma).add(beta)",
};

export const styles: readonly Style[] = [
  { style: "as the course does", notebook: changed((notebook) => notebook) },
  cell(
    "with helpers, other names, an enum and imports of its own",
    `import { zeros as nil, type Tensor as T } from "gradlab";
     import * as lab from "gradlab";
     console.log("hello", nil([2]), lab.ones([1]));
     const rows = (t: T): number => t.shape[0];
     export const average = (t: T): T => t.sum(0).div(rows(t));
     enum Axis { Rows }
     export function forward(input: { x: T; gamma: T; beta: T }, options: { eps?: number } = {}, s: Step = run) {
       const { x, gamma, beta } = input, eps = options.eps ?? 1e-5;
       const mu = s("mean", "", () => average(x));
       const c = s("centered", "", () => x.sub(mu));
       const v = s("variance", "", () => c.mul(c).mean(Axis.Rows));
       const r = s("invStd", "", () => lab.tensor(1).div(v.add(eps).sqrt()));
       const h = s("xHat", "", () => x.sub(mu).div(v.add(eps).sqrt()));
       const y = s("y", "", () => beta.add(gamma.mul(h)));
       return { y, cache: { gamma, mean: mu, centered: c, variance: v, invStd: r, xHat: h } };
     }`,
  ),
  cell(
    "with an arrow function",
    `const forward = ({ x, gamma, beta }, { eps = 1e-5 } = {}, step = run) => {${steps(usual)}\n};`,
  ),
  cell(
    "with a function expression in a let",
    `let forward = function anything({ x, gamma, beta }, { eps = 1e-5 } = {}, step = run) {${steps(usual)}\n};`,
  ),
  cell(
    "with a var, twice",
    `var forward;\nvar forward = function ({ x, gamma, beta }, { eps = 1e-5 } = {}, step = run) {${steps(usual)}\n};`,
  ),
  cell(
    "with a class that does the work",
    `class BatchNorm {
       #eps: number;
       constructor(private readonly step: Step, eps: number) { this.#eps = eps; }
       forward({ x, gamma, beta }) { const eps = this.#eps, step = this.step;${steps(usual)}\n }
     }
     function forward(inputs, { eps = 1e-5 } = {}, step = run) { return new BatchNorm(step, eps).forward(inputs); }`,
  ),
  cell(
    "with the arguments taken apart inside",
    `function forward(...all) {
       const [inputs, options = {}, step = run] = all;
       const { x } = inputs; const gamma = inputs["gamma"]; const { beta } = inputs;
       const eps = options.eps === undefined ? 1e-5 : options.eps;${steps(usual)}
     }`,
  ),
  cell(
    "with loops over numbers",
    `function forward({ x, gamma, beta }, { eps = 1e-5 } = {}, step = run) {
       const [N, D] = x.shape;
       const columns = (f: (j: number) => number) => tensor(Array.from({ length: D }, (_, j) => f(j)));
       const total = (t) => columns((j) => { let s = 0; for (let i = 0; i < N; i++) s += t.at(i, j); return s; });
       ${steps({ ...usual, mean: "total(x).div(N)", variance: "total(centered.pow(2)).div(N)", invStd: "columns((j) => 1 / Math.sqrt(variance.at(j) + eps))" })}
     }`,
  ),
  cell(
    "with loops over .data",
    `import { fromData } from "gradlab";
     function forward({ x, gamma, beta }, { eps = 1e-5 } = {}, step = run) {
       const [N, D] = x.shape;
       const mu = () => { const out = new Float64Array(D); for (let k = 0; k < N * D; k++) out[k % D] += x.data[k] / N; return fromData(out, [D]); };
       const each = (f) => fromData(Float64Array.from({ length: N * D }, (_, k) => f(k, k % D)), [N, D]);
       ${steps({ ...usual, mean: "mu()", centered: "each((k, j) => x.data[k] - mean.data[j])", y: "each((k, j) => xHat.data[k] * gamma.data[j] + beta.data[j])" })}
     }`,
  ),
  cell(
    "with nested arrays",
    `function forward({ x, gamma, beta }, { eps = 1e-5 } = {}, step = run) {
       const rows = x.toArray() as number[][];
       ${steps({ ...usual, mean: "tensor(rows[0].map((_, j) => rows.reduce((s, row) => s + row[j], 0) / rows.length))", centered: "tensor(rows.map((row) => row.map((value, j) => value - mean.at(j))))" })}
     }`,
  ),
  cell(
    "with prints, tables, warnings and errors",
    own.replace(
      "// x is",
      `console.log(x); console.table([[1, 2]]); console.warn("careful"); console.error(new Error("not thrown")); console.time("t"); console.timeEnd("t"); console.group("g"); console.assert(false); display(x);\n  // x is`,
    ),
  ),
  cell(
    "with a flood of prints below every limit",
    own.replace(
      "// x is",
      `for (let i = 0; i < 20000; i++) console.log("row", i, x.shape);\n  // x is`,
    ),
  ),
  cell(
    "slowly, but right",
    own.replace(
      "// x is",
      `let waste = 0; for (let i = 0; i < 1e8; i++) waste += i % 7;\n  // x is`,
    ),
  ),
  cell(
    "with steps of its own between those that are asked for",
    `function forward({ x, gamma, beta }, { eps = 1e-5 } = {}, step = run) {
       const total = step("mySum", "", () => x.sum(0));
       const squares = step("myCount", "", () => tensor(x.shape[0]));
       ${steps({ ...usual, mean: "total.div(squares)" })}
     }`,
  ),
  cell(
    "with errors that it catches itself",
    `function forward({ x, gamma, beta }, { eps = 1e-5 } = {}, step = run) {
       let rows = 0;
       try { x.reshape(7, 7, 7); } catch { rows = x.shape[0]; } finally { rows ||= 1; }
       ${steps({ ...usual, mean: "x.sum(0).div(rows)" })}
     }`,
  ),
  cell(
    "with closures that remember, from call to call",
    `const cache = new Map<string, number>(); let calls = 0;
     function forward({ x, gamma, beta }, { eps = 1e-5 } = {}, step = run) {
       calls++; cache.set(String(x.shape), calls);
       ${steps(usual)}
     }`,
  ),
  cell(
    "with a recursive sum",
    `const sum = (t, i = 0) => (i === t.shape[0] - 1 ? row(t, i) : row(t, i).add(sum(t, i + 1)));
     const row = (t, i) => tensor(Array.from({ length: t.shape[1] }, (_, j) => t.at(i, j)));
     function forward({ x, gamma, beta }, { eps = 1e-5 } = {}, step = run) {${steps({ ...usual, mean: "sum(x).div(x.shape[0])" })}\n}`,
  ),
  cell(
    "with generators and iterators",
    `function* indices(n: number) { for (let i = 0; i < n; i++) yield i; }
     function forward({ x, gamma, beta }, { eps = 1e-5 } = {}, step = run) {
       const [N, D] = x.shape;
       ${steps({ ...usual, mean: "tensor([...indices(D)].map((j) => [...indices(N)].reduce((s, i) => s + x.at(i, j), 0) / N))" })}
     }`,
  ),
  cell(
    "with generics, overloads, decorators' absence and other types",
    `type Inputs<T extends Tensor = Tensor> = Record<"x" | "gamma" | "beta", T>;
     interface Options { eps?: number }
     function first<T>(list: readonly T[]): T; function first(list: readonly unknown[]): unknown { return list[0]; }
     function forward(inputs: Inputs, options: Options = {} as Options, step: Step = run): { y: Tensor; cache: unknown } {
       const { x, gamma, beta } = inputs satisfies Inputs; const eps = options?.eps ?? (1e-5 as number); void first([1]);
       ${steps({ ...usual, mean: "x!.mean(0) as Tensor" })}
     }`,
  ),
  cell(
    "with names in other alphabets and comments",
    `/* 平均 */ const μ平均 = (t) => t.mean(0); // naïve façade — “quotes” 🙂
     function forward({ x, gamma: γ, beta: β }, { eps: ε = 1e-5 } = {}, étape = run) {
       const gamma = γ, beta = β, eps = ε, step = étape;${steps({ ...usual, mean: "μ平均(x)" })}
     }`,
  ),
  cell("with Windows line ends", own.replaceAll("\n", "\r\n")),
  cell(
    "with tests of its own below it",
    `${own}\nconst tried = forward({ x: tensor([[1, 2], [3, 4]]), gamma: tensor([1, 1]), beta: tensor([0, 0]) });\nif (Math.abs(tried.y.at(0, 0) + 1) > 1e-3) throw new Error("wrong");`,
  ),
  cell(
    "with a top-level block, a label and a loop",
    `{ let unused = 1; outer: for (;;) { for (;;) break outer; } }\n${own}`,
  ),
  cell(
    "with async code beside it",
    `const later = async () => { await Promise.resolve(); return 1; };\nvoid later();\n${own}`,
  ),
  cell(
    "with its inputs copied first",
    own.replace("// x is", "x = x.add(0); gamma = gamma.mul(1);\n  // x is"),
  ),
  cell(
    "with the six values in another object",
    `function forward({ x, gamma, beta }, { eps = 1e-5 } = {}, step = run) {
       const c: Record<string, Tensor> = {}; const put = (name: string, f: () => Tensor) => (c[name] = step(name, "", f));
       put("mean", () => x.mean(0)); put("centered", () => x.sub(c.mean)); put("variance", () => c.centered.pow(2).mean(0));
       put("invStd", () => c.variance.add(eps).pow(-0.5)); put("xHat", () => c.centered.mul(c.invStd)); put("y", () => c.xHat.mul(gamma).add(beta));
       const { y, ...rest } = c;
       return { y, cache: { gamma, ...rest } };
     }`,
  ),
  {
    style: "with a helper of one cell used in the other, and one name used in both",
    notebook: withCells({
      forward: `const rows = (t) => t.shape[0];\nconst mix = (a, b, m) => a.mul(1 - m).add(b.mul(m));\n${own}`,
      running: `const rows = 3;\n${solutionCell("running").replace("running.mean.mul(1 - momentum).add(batch.mean.mul(momentum))", "mix(running.mean, batch.mean, momentum)")}`,
    }),
  },
  {
    style: "with cells, text and outputs of its own around them",
    notebook: changed((notebook) => ({
      ...notebook,
      cells: [
        text("mine", "# My notes"),
        code("try", "throw new Error('an old mistake')"),
        ...notebook.cells.map((each) =>
          each.cell_type === "markdown" ? { ...each, source: `${each.source}\n\n*done*` } : each,
        ),
        code("end", "for (;;) ;"),
      ],
    })),
  },
  {
    style: "with its cells in another order",
    notebook: changed((notebook) => ({ ...notebook, cells: [...notebook.cells].reverse() })),
  },
  {
    style: "without the text, the checks and the plots",
    notebook: changed((notebook) => ({
      ...notebook,
      cells: notebook.cells.filter(
        ({ metadata }) => (metadata.gradlab as { role?: string } | undefined)?.role === "solution",
      ),
    })),
  },
  {
    style: "in float arithmetic of another order",
    notebook: replaced([
      "centered.pow(2).mean(0)",
      "centered.mul(centered).sum(0).mul(1 / x.shape[0])",
    ]),
  },
];
