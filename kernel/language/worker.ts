import { parentPort, workerData } from "node:worker_threads";
import { Cells } from "./cells/cells.js";
import { complete } from "./cells/complete.js";
import { completeness } from "./cells/completeness.js";
import { inspect } from "./cells/inspect.js";
import { Workspace } from "./program/workspace.js";
import type { Answer, Question } from "./questions.js";

/** The thread in which TypeScript lives. It answers one question after the other. */
const { cwd } = workerData as { cwd: string };
const cells = new Cells(new Workspace(cwd));

function answer(question: Question): unknown {
  switch (question.kind) {
    case "prepare":
      return cells.prepare(question.cell);
    case "complete":
      return complete(cells, question.code, question.cursor);
    case "inspect":
      return inspect(cells, question.code, question.cursor, question.detail);
    case "isComplete":
      return completeness(question.code);
    case "forget":
      cells.forget();
      return undefined;
  }
}

parentPort?.on("message", ({ id, question }: { id: number; question: Question }) => {
  let reply: Answer;
  try {
    reply = { id, value: answer(question) };
  } catch (error) {
    reply = { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  parentPort?.postMessage(reply);
  nextWarmUp?.refresh();
  // The cell runs by now; the next question would wait for this anyway.
  setImmediate(() => cells.finish());
});

/** Warming up goes on after so many milliseconds without a question. */
const quietTime = 50;
let nextWarmUp: NodeJS.Timeout | undefined;

// While nobody waits, what the first cells would wait for; a question may come in between.
const warmUps = [
  () => cells.warmUp(),
  () => {
    cells.workspace.loadNode();
    cells.warmUp();
  },
];
function warmUp(): void {
  warmUps.shift()?.();
  if (warmUps.length) nextWarmUp = setTimeout(warmUp, quietTime);
}
warmUp();
