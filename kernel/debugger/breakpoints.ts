import type { DebugProtocol } from "@vscode/debugprotocol";
import type { Inspector } from "../engine/engine.js";
import type { Generated, Scripts } from "./scripts.js";

type Wanted = DebugProtocol.SourceBreakpoint;
/** How often the process has come by, of those with a hit condition. */
type Counted = { hits: number; isDue: (hits: number) => boolean };
type Bound = { breakpointId: string; locations: (Generated & { scriptId: string })[] };

/** The breakpoints of each cell and file, kept while cells come and processes go. */
export class Breakpoints {
  readonly #inspector: Inspector;
  readonly #scripts: Scripts;
  readonly #wanted = new Map<string, Wanted[]>();
  readonly #bound = new Map<string, string[]>();
  readonly #counted = new Map<string, Counted>();

  constructor(inspector: Inspector, scripts: Scripts) {
    this.#inspector = inspector;
    this.#scripts = scripts;
  }

  /** Replaces those of `path`; the answer tells where each of them came to be. */
  async set(path: string, wanted: Wanted[]): Promise<DebugProtocol.Breakpoint[]> {
    for (const { hitCondition } of wanted) isDue(hitCondition);
    if (wanted.length > 0) this.#wanted.set(path, wanted);
    else this.#wanted.delete(path);
    const bound = await this.bind(path);
    return wanted.map(({ line }, index) => ({
      verified: true,
      line: bound[index] ?? line,
      source: { path },
    }));
  }

  /**
   * Hands those of `path` to V8, which holds them for scripts that are yet to come, too.
   *
   * @returns for each its line, if it is known
   */
  async bind(path: string): Promise<(number | undefined)[]> {
    for (const breakpointId of this.#bound.get(path) ?? [])
      await this.#inspector.post("Debugger.removeBreakpoint", { breakpointId });
    for (const breakpointId of this.#bound.get(path) ?? []) this.#counted.delete(breakpointId);
    this.#bound.delete(path);
    const lines: (number | undefined)[] = [];
    for (const wanted of this.#wanted.get(path) ?? [])
      lines.push(await this.#bindOne(path, wanted));
    return lines;
  }

  /** For a new process. */
  async bindAll(): Promise<void> {
    this.#bound.clear();
    for (const path of this.#wanted.keys()) await this.bind(path);
  }

  /** Counts a stop at these; false if it is not due for any of them. */
  hit(breakpointIds: readonly string[]): boolean {
    const due = breakpointIds.map((id) => {
      const counted = this.#counted.get(id);
      return !counted || counted.isDue(++counted.hits);
    });
    return due.length === 0 || due.includes(true);
  }

  /** The last session's: the next one sets its own. */
  clear(): void {
    this.#wanted.clear();
    this.#bound.clear();
    this.#counted.clear();
  }

  /** As `debugInfo` lists them. */
  all(): { source: string; breakpoints: Wanted[] }[] {
    return [...this.#wanted].map(([source, breakpoints]) => ({ source, breakpoints }));
  }

  async #bindOne(path: string, wanted: Wanted): Promise<number | undefined> {
    const generated = this.#scripts.generated(path, wanted.line);
    if (!generated) return undefined;
    const { breakpointId, locations } = (await this.#inspector.post("Debugger.setBreakpointByUrl", {
      url: generated.url,
      ...generated.place,
      condition: conditionOf(wanted),
    })) as Bound;
    this.#bound.set(path, [...(this.#bound.get(path) ?? []), breakpointId]);
    if (wanted.hitCondition)
      this.#counted.set(breakpointId, { hits: 0, isDue: isDue(wanted.hitCondition) });
    const last = locations.at(-1);
    return last && this.#scripts.written(last.scriptId, last)?.line;
  }
}

/**
 * `3`: the third time alone; `>= 3`, `% 3` and the like as they are read.
 *
 * @throws when it is none of these
 */
function isDue(condition = ""): (hits: number) => boolean {
  if (condition.trim() === "") return () => true;
  const [, operator = "", digits] = /^\s*(>=?|<=?|={1,3}|%)?\s*(\d+)\s*$/.exec(condition) ?? [];
  const count = Number(digits);
  const compare = COMPARISONS[operator];
  if (!compare || Number.isNaN(count) || (operator === "%" && count === 0))
    throw new Error(`hitCondition: expected a number, as in 3, >= 3 or % 3, got ${condition}`);
  return (hits) => compare(hits, count);
}

type Compare = (hits: number, count: number) => boolean;
const same: Compare = (hits, count) => hits === count;
const COMPARISONS: Record<string, Compare | undefined> = {
  "": same,
  "=": same,
  "==": same,
  "===": same,
  ">": (hits, count) => hits > count,
  ">=": (hits, count) => hits >= count,
  "<": (hits, count) => hits < count,
  "<=": (hits, count) => hits <= count,
  "%": (hits, count) => hits % count === 0,
};

/** A log point prints, `{expression}` filled in, and does not stop. */
function conditionOf({ condition = "", logMessage }: Wanted): string {
  if (logMessage === undefined) return condition;
  const parts = logMessage.split(/\{([^{}]*)\}/);
  const values = parts.map((part, index) => (index % 2 === 0 ? JSON.stringify(part) : `(${part})`));
  const print = `(console.log([${values.join(", ")}].join("")), false)`;
  return condition === "" ? print : `(${condition}) && ${print}`;
}
