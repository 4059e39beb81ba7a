import type { Command } from "commander";
import { checkData, checkGpu } from "./doctor/surroundings.js";
import {
  checkBuild,
  checkJupyter,
  checkKernelRuns,
  checkNode,
  checkPackages,
} from "./doctor/essentials.js";
import type { Finding } from "./doctor/finding.js";

const MARKS = { good: "✓", bad: "✗", neutral: "–" };

/** `gradlab doctor`: what is there, what is not, and how to mend it. */
export function doctor(program: Command): void {
  program
    .command("doctor")
    .description("say what is there and what is missing")
    .action(async () => {
      const checks = [
        checkNode,
        checkPackages,
        checkBuild,
        checkJupyter,
        checkKernelRuns,
        checkGpu,
        checkData,
      ];
      let broken = false;
      for (const check of checks) {
        for (const finding of await check()) {
          console.log(line(finding));
          broken ||= finding.mark === "bad";
        }
      }
      process.exitCode = broken ? 1 : 0;
    });
}

function line({ mark, name, says, mend }: Finding): string {
  const first = `${MARKS[mark]} ${name.padEnd(12)} ${says}`;
  return mend ? `${first}\n${" ".repeat(15)}→ ${mend}` : first;
}
