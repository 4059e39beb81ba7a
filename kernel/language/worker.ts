import { parentPort, workerData } from "node:worker_threads";
import { Cells } from "./cells/cells.js";
import { complete } from "./cells/complete.js";
import { completeness } from "./cells/completeness.js";
import { translateExpression } from "./cells/expressions.js";
import { inspect } from "./cells/inspect.js";
import { Garbage } from "./garbage.js";
import { keepCompiled } from "./load-typescript.js";
import { Workspace } from "./program/workspace.js";
import { optimizeLater } from "./optimize.js";
import type { Answer, Question } from "./questions.js";
import { WarmUp } from "./warm-up.js";

/** The thread in which TypeScript lives. It answers one question after the other. */
const { cwd } = workerData as { cwd: string };
optimizeLater();
const cells = new Cells(new Workspace(cwd));

function answer(question: Question): unknown {
  switch (question.kind) {
    case "prepare":
      return cells.prepare(question.cell);
    case "withdraw":
      cells.withdraw();
      return undefined;
    case "translate":
      return translateExpression(question.expression);
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
  warmUp.stop();
  let reply: Answer;
  try {
    reply = { id, value: answer(question) };
  } catch (error) {
    reply = { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  parentPort?.postMessage(reply);
  warmUp.resume();
  // The cell runs by now; the next question would wait for this anyway.
  setImmediate(() => {
    cells.finish();
    garbage.answered();
  });
});

const garbage = new Garbage();
const warmUp = new WarmUp(cells, () => {
  keepCompiled();
  garbage.tidyUp();
});
