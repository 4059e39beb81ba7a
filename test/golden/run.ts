import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { TensorOptions } from "../../lib/tensor/create.js";
import { GoldenError, parseCases, type Case } from "./case.js";
import { differences } from "./compare.js";
import { Unavailable, type Tools } from "./op.js";
import { OPS } from "./ops/index.js";

export type Outcome =
  { kind: "passed" } | { kind: "failed"; problems: string[] } | { kind: "skipped"; reason: string };

/** Computes one case and compares every key that it expects. */
export function runCase(c: Case, tools: Tools): Outcome {
  const op = OPS.get(c.params.op);
  if (!op) return { kind: "skipped", reason: c.params.op };
  try {
    const lacking = op.lacks?.(c);
    if (lacking !== undefined) return { kind: "skipped", reason: `${c.params.op} with ${lacking}` };
    const problems = differences(c, op.run(c, tools));
    return problems.length === 0 ? { kind: "passed" } : { kind: "failed", problems };
  } catch (error) {
    if (error instanceof Unavailable)
      return { kind: "skipped", reason: `${c.params.op}: ${error.message}` };
    const problem = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { kind: "failed", problems: [problem] };
  }
}

export type Report = { passed: number; failed: number; skipped: number; lines: string[] };

/** Runs a file of cases, or every .json file of a folder, from inputs in a dtype and on a backend. */
export function runGolden(path: string, options?: TensorOptions): Report {
  const files = jsonFiles(path);
  const tools = toolsBeside(files[0]);
  const report: Report = { passed: 0, failed: 0, skipped: 0, lines: [] };
  const reasons = new Map<string, number>();
  for (const file of files) {
    const counts = { passed: 0, failed: 0, skipped: 0 };
    const lines: string[] = [];
    try {
      for (const c of parseCases(file, readFileSync(file, "utf8"), options)) {
        const outcome = runCase(c, tools);
        counts[outcome.kind]++;
        if (outcome.kind === "skipped")
          reasons.set(outcome.reason, (reasons.get(outcome.reason) ?? 0) + 1);
        if (outcome.kind === "failed")
          lines.push(...outcome.problems.map((problem) => `  FAILED ${c.name}: ${problem}`));
      }
    } catch (error) {
      if (!(error instanceof GoldenError)) throw error;
      counts.failed++;
      lines.push(`  FAILED ${error.message}`);
    }
    report.lines.push(`${basename(file)}: ${countText(counts)}`, ...lines);
    for (const kind of ["passed", "failed", "skipped"] as const) report[kind] += counts[kind];
  }
  if (reasons.size > 0) {
    report.lines.push("Skipped:");
    for (const [reason, count] of reasons) report.lines.push(`  ${count} × ${reason}`);
  }
  report.lines.push(countText(report));
  return report;
}

const countText = ({ passed, failed, skipped }: Omit<Report, "lines">): string =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`;

function jsonFiles(path: string): string[] {
  if (!existsSync(path))
    throw new GoldenError(
      `golden: expected a folder or file of cases, got ${path}, which does not exist`,
    );
  if (!statSync(path).isDirectory()) return [path];
  const files = readdirSync(path).filter((name) => name.endsWith(".json"));
  if (files.length === 0)
    throw new GoldenError(`golden: expected .json files of cases in ${path}, got none`);
  return files.sort().map((name) => join(path, name));
}

/** CIFAR-10 is looked for in GRADLAB_DATA, then in a folder `data` beside the folder of cases. */
function toolsBeside(file: string): Tools {
  const roots = [process.env.GRADLAB_DATA, join(dirname(file), "..", "data")];
  return {
    cifarFile: (name) => {
      for (const root of roots)
        for (const path of root ? [join(root, name), join(root, "cifar-10-batches-bin", name)] : [])
          if (existsSync(path)) return readFileSync(path);
      throw new Unavailable(`no ${name}; set GRADLAB_DATA to the folder that holds it`);
    },
  };
}
