import type { Cells } from "./cells/cells.js";
import { complete } from "./cells/complete.js";
import { inspect } from "./cells/inspect.js";
import { optimize } from "./optimize.js";

/** It goes on after so many milliseconds without a question. */
const QUIET = 200;

/**
 * Does, while nobody asks, what the first cells would wait for: in steps of 10 to 100 ms, so that
 * a question that comes in between is answered soon.
 */
export class WarmUp {
  private readonly steps: Iterator<"pause" | undefined, void>;
  private next: NodeJS.Timeout | undefined;
  private isOver = false;

  /** @param done what remains to be done when all is warm */
  constructor(cells: Cells, done: () => void) {
    this.steps = warmUpSteps(cells, done);
    this.step();
  }

  /** There is a question, which comes first. */
  stop(): void {
    clearTimeout(this.next);
    optimize(true);
  }

  /** It has been answered, and may not be the last. */
  resume(): void {
    if (!this.isOver) this.next = setTimeout(() => this.step(), QUIET);
  }

  private step(): void {
    const { done, value } = this.steps.next();
    if (done) this.isOver = true;
    else this.next = setTimeout(() => this.step(), value === "pause" ? QUIET : 0);
  }
}

/** All of it in its steps; at a "pause" a first cell may be about to come. */
export function* warmUpSteps(cells: Cells, done: () => void): Generator<"pause" | undefined, void> {
  const { workspace } = cells;
  // Optimizing would take as long as all of this does, and the rest of the kernel is starting.
  optimize(false);
  yield* workspace.read("typescript");
  cells.warmUp(SMALL);
  optimize(true);
  // The first cell comes now, if somebody has started the kernel to run a notebook.
  yield "pause";
  for (const name of ["node", "gradlab"] as const) {
    yield* workspace.read(name);
    workspace.load(name);
    cells.warmUp(SMALL);
    yield undefined;
  }
  complete(cells, "[1].ma", 6);
  yield undefined;
  inspect(cells, "const x = 1; x", 14, 0);
  for (let i = 0; i < 4; i++) {
    yield undefined;
    cells.warmUp(TYPICAL);
  }
  yield undefined;
  done();
}

const SMALL = "const first: number[] = [1]; first.map((x) => `${x}`)";
/** A little of what cells are made of, for V8 to compile the parts of TypeScript that check it. */
const TYPICAL = `
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
