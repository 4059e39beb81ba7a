import { createHash } from "node:crypto";
import process from "node:process";
import type { Limits } from "../sandbox/limits.js";
import { sandboxProgram } from "../sandbox/program.js";
import type { SolutionCell } from "../submission/extract.js";
import { gradlabVersion, typescriptVersion } from "../versions.js";
import type { GradingOrder } from "./judge-cells.js";

/** What it takes to grade a submission again to the same result, and to tell why if it does not. */
export interface Receipt {
  exercise: string;
  /** The numbers of all checks were drawn from it. */
  seed: number;
  /** The SHA-256 of each solution cell that was taken, by its id. */
  cells: Record<string, string>;
  /** The SHA-256 of the exercise's setup cells and of the program that met the student's code. */
  program: string;
  /** The hash of the exercise's tests and of all code that judges by them. */
  tests?: string;
  /** What held the student's code. */
  isolation: string;
  limits: Limits;
  versions: { gradlab: string; node: string; typescript: string };
}

export function receiptOf(
  { exercise, trusted, tests, seed, isolation, limits }: GradingOrder,
  cells: readonly SolutionCell[],
): Receipt {
  const { boot, program } = sandboxProgram();
  return {
    exercise: exercise.id,
    seed,
    cells: Object.fromEntries(cells.map(({ id, source }) => [id, sha256(source)])),
    program: sha256(JSON.stringify([boot, program, trusted.setup])),
    ...(tests === undefined ? {} : { tests }),
    isolation: isolation.name,
    limits: { ...limits },
    versions: {
      gradlab: gradlabVersion(),
      node: process.versions.node,
      typescript: typescriptVersion(),
    },
  };
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
