import type { DebugProtocol } from "@vscode/debugprotocol";
import type { Inspector } from "../engine/engine.js";
import type { Generated, Scripts } from "./scripts.js";

type Wanted = DebugProtocol.SourceBreakpoint;
type Bound = { breakpointId: string; locations: (Generated & { scriptId: string })[] };

/** The breakpoints of each cell and file, kept while cells come and processes go. */
export class Breakpoints {
  readonly #inspector: Inspector;
  readonly #scripts: Scripts;
  readonly #wanted = new Map<string, Wanted[]>();
  readonly #bound = new Map<string, string[]>();

  constructor(inspector: Inspector, scripts: Scripts) {
    this.#inspector = inspector;
    this.#scripts = scripts;
  }

  /** Replaces those of `path`; the answer tells where each of them came to be. */
  async set(path: string, wanted: Wanted[]): Promise<DebugProtocol.Breakpoint[]> {
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

  /** The last session's: the next one sets its own. */
  clear(): void {
    this.#wanted.clear();
    this.#bound.clear();
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
    const last = locations.at(-1);
    return last && this.#scripts.written(last.scriptId, last)?.line;
  }
}

/** A log point prints, `{expression}` filled in, and does not stop. */
function conditionOf({ condition = "", logMessage }: Wanted): string {
  if (logMessage === undefined) return condition;
  const parts = logMessage.split(/\{([^{}]*)\}/);
  const values = parts.map((part, index) => (index % 2 === 0 ? JSON.stringify(part) : `(${part})`));
  const print = `(console.log([${values.join(", ")}].join("")), false)`;
  return condition === "" ? print : `(${condition}) && ${print}`;
}
