import { setFlagsFromString } from "node:v8";
import { parentPort, workerData } from "node:worker_threads";
import { Cells } from "./cells/cells.js";
import { complete } from "./cells/complete.js";
import { completeness } from "./cells/completeness.js";
import { inspect } from "./cells/inspect.js";
import { keepCompiled } from "./load-typescript.js";
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
const quietTime = 200;
let nextWarmUp: NodeJS.Timeout | undefined;

const small = "const first: number[] = [1]; first.map((x) => `${x}`)";
/** A little of what cells are made of, for V8 to compile the parts of TypeScript that check it. */
const typical = `
interface Point { x: number; y: number; name?: string }
class Path<T extends Point> {
  constructor(private points: T[]) {}
  get length() { return this.points.length }
  scaled(by: number) { return this.points.map((p) => ({ ...p, x: p.x * by, y: p.y * by })) }
}
const points = Array.from({ length: 3 }, (_, i) => ({ x: i, y: i ** 2 }));
const { x, y } = new Path(points).scaled(2).reduce((a, b) => (a.x > b.x ? a : b));
async function total(values: Iterable<number>, start = 0): Promise<number> {
  for (const value of values) { if (value > 0) start += Math.sqrt(value) }
  return start;
}
const sums = await Promise.all([total([x, y]), total(new Set([1, 2]))]);
console.log(\`\${sums.map((sum) => sum.toFixed(2)).join(", ")}\`, Object.entries({ x, y }));`;

// While nobody waits, what the first cells would wait for; a question may come in between.
const warmUps = [
  () => cells.warmUp(small),
  () => {
    cells.workspace.loadNode();
    cells.warmUp(small);
  },
  () => {
    cells.workspace.loadGradlab();
    cells.warmUp(small);
  },
  ...Array.from({ length: 4 }, () => () => cells.warmUp(typical)),
  keepCompiled,
  // Checking a cell leaves much behind. Left to itself V8 lets that grow to 0.6 GB before it tidies
  // up; tidying more often keeps it below 0.4 GB, for some 3 ms a cell.
  () => setFlagsFromString("--heap-growing-percent=15"),
];
function warmUp(): void {
  warmUps.shift()?.();
  if (warmUps.length) nextWarmUp = setTimeout(warmUp, quietTime);
}
warmUp();
