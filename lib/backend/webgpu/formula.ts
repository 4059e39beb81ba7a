import type { Name, Source } from "./batch.js";
import type { Code } from "./operation.js";

/** Where a formula finds entry i: at a whole place of four, at a place that has to be worked out, or i is of no matter. */
export type Layout = "dense" | "strided" | "constant";

/**
 * What is done with every entry in one pass. Values are counted: first the leaves, then what each step makes of values
 * before it; some of them are results. The same formula has the same text, whatever it is worked out for.
 */
export type Formula = {
  readonly leaves: readonly Layout[];
  readonly steps: readonly { readonly code: Code; readonly operands: readonly number[] }[];
  readonly results: readonly { readonly value: number; readonly layout: Layout }[];
};

/** Entries of a thread. */
const EACH = 4;

/** Threads in a group. */
const GROUP = 256;

/** Groups that so many entries take. */
export const groupsOf = (length: number): number => Math.ceil(length / (EACH * GROUP));

/** Params before those of leaves, results and streams, of which each has one in this order: fours, and entries. */
export const HEAD = 2;

// prettier-ignore
const TEXTS: Readonly<Record<Code, (a: string, b: string) => string>> = {
  copy:        (x) => x,
  keep:        (at) => `keep_each(${at}, four)`,
  neg:         (x) => `-${x}`,
  abs:         (x) => `abs(${x})`,
  sign:        (x) => `sign_each(${x})`,
  exp:         (x) => `exp_each(${x})`,
  log:         (x) => `log_each(${x})`,
  sqrt:        (x) => `sqrt_each(${x})`,
  inverseSqrt: (x) => `inverse_sqrt_each(${x})`,
  tanh:        (x) => `tanh_each(${x})`,
  erf:         (x) => `erf_each(${x})`,
  add:         (a, b) => `${a} + ${b}`,
  sub:         (a, b) => `${a} - ${b}`,
  mul:         (a, b) => `${a} * ${b}`,
  div:         (a, b) => `${a} / ${b}`,
  pow:         (a, b) => `power_each(${a}, ${b})`,
  maximum:     (a, b) => `larger_each(${a}, ${b})`,
  minimum:     (a, b) => `smaller_each(${a}, ${b})`,
  greater:     (a, b) => `greater_each(${a}, ${b})`,
  less:        (a, b) => `less_each(${a}, ${b})`,
  equal:       (a, b) => `equal_each(${a}, ${b})`,
};

/** Steps that a formula's name has. */
const MOST_NAMED = 4;

/** Files whose functions are called, if any but entries.wgsl. */
const USED: Readonly<Partial<Record<Code, Name>>> = {
  ...{ exp: "functions", log: "functions", tanh: "functions", erf: "functions", pow: "functions" },
  keep: "philox",
};

/** The formula as a kernel in WGSL with the entry point `main`. */
export function formulaSource(formula: Formula): Source & { readonly text: string } {
  const codes = formula.steps.map(({ code }) => code);
  const more = codes.length > MOST_NAMED ? ` + ${codes.length - MOST_NAMED} more` : "";
  const name = `entry by entry: ${codes.slice(0, MOST_NAMED).join(" ")}${more}`;
  const used = new Set(formula.steps.flatMap(({ code }) => USED[code] ?? []));
  return { uses: ["entries", ...used], text: textOf(formula), name };
}

function textOf({ leaves, steps, results }: Formula): string {
  const bindings: string[] = [];
  const bind = (name: string, access: string, layout: Layout): void => {
    const type = layout === "dense" ? "vec4<f32>" : "f32";
    const at = bindings.length + 1;
    bindings.push(`@group(0) @binding(${at}) var<storage, ${access}> ${name}: array<${type}>;`);
  };
  let next = HEAD;
  const param = (): string => `${next++}u`;

  const body: string[] = [];
  const let_ = (name: string, value: string): number => body.push(`let ${name} = ${value};`);
  leaves.forEach((layout, i) => {
    const own = param();
    if (layout !== "constant") bind(`x${i}`, "read", layout);
    if (layout === "constant") let_(`v${i}`, `vec4(param(${own}))`);
    if (layout === "dense") let_(`v${i}`, `x${i}[params[${own}] + four]`);
    if (layout !== "strided") return;
    let_(`p${i}`, `places_of(params[${own}], entry)`);
    let_(`v${i}`, `vec4(x${i}[p${i}.x], x${i}[p${i}.y], x${i}[p${i}.z], x${i}[p${i}.w])`);
  });
  const written = results.map(({ layout }, i) => {
    bind(`y${i}`, "read_write", layout);
    return param();
  });
  steps.forEach(({ code, operands }, i) => {
    const [a, b = ""] = code === "keep" ? [`params[${param()}]`] : operands.map((v) => `v${v}`);
    let_(`v${leaves.length + i}`, TEXTS[code](a, b));
  });
  results.forEach(({ value, layout }, i) => {
    if (layout === "dense") body.push(`y${i}[params[${written[i]}] + four] = v${value};`);
    else
      body.push(
        `let q${i} = places_of(params[${written[i]}], entry);`,
        `for (var k = 0u; k < 4u && entry.x + k < params[1]; k++) {`,
        `  y${i}[q${i}[k]] = v${value}[k];`,
        "}",
      );
  });
  return `// Four entries a thread. Params: fours, entries, and for each operand, result and mask where it begins, a number, or
// where it is described.

${bindings.join("\n")}

@compute @workgroup_size(${GROUP})
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let four = group_index(group, groups) * ${GROUP}u + local;
  if (four >= params[0]) {
    return;
  }
  let entry = ${EACH}u * four + vec4(0u, 1u, 2u, 3u);
  ${body.join("\n  ")}
}
`;
}
