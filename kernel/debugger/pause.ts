import type { Debugger as V8, Runtime } from "node:inspector";
import { basename } from "node:path";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { CELL_NAMING } from "./cell-path.js";
import type { Scripts } from "./scripts.js";
import type { Variables } from "./variables.js";

type Call = V8.CallFrame;
type Step = "stepInto" | "stepOver" | "stepOut" | "resume";

const SCOPES: Record<string, string | undefined> = {
  local: "Local",
  block: "Block",
  closure: "Closure",
  catch: "Catch",
  module: "Module",
  eval: "Eval",
  "wasm-expression-stack": "Stack",
};

/** One stop of the cell process, from V8's `Debugger.paused` until it goes on. */
export class Pause {
  readonly reason: DebugProtocol.StoppedEvent["body"]["reason"];
  /** What was thrown, for `exception`. */
  readonly text: string | undefined;
  readonly #event: V8.PausedEventDataType;
  readonly #scripts: Scripts;
  readonly #frames: Call[];

  constructor(event: V8.PausedEventDataType, scripts: Scripts, last: Step | "pause" | undefined) {
    this.#event = event;
    this.#scripts = scripts;
    this.#frames = event.callFrames.filter(
      ({ location }) => scripts.written(location.scriptId, location) !== undefined,
    );
    this.reason = reasonOf(event, last);
    if (this.reason === "exception")
      this.text = (event.data as Runtime.RemoteObject | undefined)?.description;
  }

  /** How to leave a place that is not the user's; nothing when it is. */
  wayOut(): Step | undefined {
    const [top] = this.#event.callFrames;
    const script = this.#scripts.get(top.location.scriptId);
    if (!script || script.hidden) return this.#frames.length > 0 ? "stepOut" : "resume";
    // Behind the last line of a cell stands only its end.
    return script.lines !== undefined && top.location.lineNumber >= script.lines
      ? "stepOver"
      : undefined;
  }

  /**
   * Thrown where user code catches it, as far as V8 can tell: a cell is evaluated as an async
   * function, so that what leaves it rejects a promise.
   */
  get isCaught(): boolean {
    return this.#event.reason === "exception";
  }

  /** The user's frames, innermost first. */
  stackTrace({ startFrame = 0, levels }: DebugProtocol.StackTraceArguments) {
    const shown = this.#frames.slice(startFrame, levels ? startFrame + levels : undefined);
    const stackFrames = shown.map((call, index): DebugProtocol.StackFrame => {
      const { location, functionName } = call;
      const place = this.#scripts.written(location.scriptId, location);
      const { path = "", line = 1, column = 1 } = place ?? {};
      const isCell = path.startsWith(CELL_NAMING.tmpFilePrefix);
      return {
        id: startFrame + index + 1,
        name: functionName || (isCell ? "(cell)" : "(anonymous)"),
        source: { name: isCell ? "cell" : basename(path), path },
        line,
        column,
      };
    });
    return { stackFrames, totalFrames: this.#frames.length };
  }

  /** @throws when there is no such frame */
  frame(id: number): Call {
    const call = this.#frames.find((_, index) => index + 1 === id);
    if (!call) throw new Error(`frameId: expected 1 to ${this.#frames.length}, got ${id}`);
    return call;
  }

  scopes(id: number, variables: Variables, cells: number): DebugProtocol.Scope[] {
    const { callFrameId, scopeChain } = this.frame(id);
    const inner = scopeChain.flatMap(({ type, name, object }, scopeNumber) => {
      const title = SCOPES[type];
      const { objectId } = object;
      if (title === undefined || objectId === undefined) return [];
      const scope = { objectId, callFrameId, scopeNumber };
      const variablesReference = variables.ofScope(scope, id);
      const shown = type === "closure" && name ? `${title} of ${name}` : title;
      return [{ name: shown, variablesReference, expensive: false }];
    });
    return [...inner, { name: "Cells", variablesReference: cells, expensive: false }];
  }
}

function reasonOf(
  { reason, hitBreakpoints = [] }: V8.PausedEventDataType,
  last: Step | "pause" | undefined,
): string {
  if (reason === "exception" || reason === "promiseRejection") return "exception";
  if (hitBreakpoints.length > 0) return "breakpoint";
  if (last === "pause") return "pause";
  return last === undefined || last === "resume" ? "breakpoint" : "step";
}
