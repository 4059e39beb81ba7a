import process from "node:process";
import { output, report } from "./reports.js";
import { failCell } from "./runs.js";
import { currentScope, KernelInterrupted, type Scope } from "./scope.js";
import { describeFailure } from "./stack/failure.js";

/** Sees to what would end a Node process: uncaught errors must not, exits must be explained. */
export function installAccidents(): void {
  process.on("uncaughtException", (error: unknown) => {
    const scope = currentScope();
    if (error instanceof KernelInterrupted || failCell(scope, error)) return;
    tellUncaught(scope, "Uncaught in a timer or callback of this cell:", error);
  });
  process.on("unhandledRejection", (error: unknown) => {
    if (error instanceof KernelInterrupted) return;
    tellUncaught(
      currentScope(),
      "A promise of this cell was rejected, and nothing handles that:",
      error,
    );
  });
  process.on("exit", (code) => report({ type: "exit", cell: currentScope().cell, code }));
}

export function tellUncaught({ cell }: Scope, introduction: string, error: unknown): void {
  const text = [introduction, ...describeFailure(error).traceback, ""].join("\n");
  output({ cell, type: "stream", name: "stderr", text });
}
