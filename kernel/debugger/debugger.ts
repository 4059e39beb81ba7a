import type { DebugProtocol } from "@vscode/debugprotocol";
import type { PreparedCell } from "../language/language.js";

/**
 * The debugger as Jupyter speaks to it: messages of the Debug Adapter Protocol
 * (https://microsoft.github.io/debug-adapter-protocol) as the content of `debug_request`,
 * `debug_reply` and `debug_event`, with Jupyter's own requests (`debugInfo`, `dumpCell`,
 * `inspectVariables`, `richInspectVariables`) among them.
 */
export interface Debugger {
  /**
   * Answers the content of a `debug_request` with that of its `debug_reply`. Never rejects: what
   * goes wrong is said in the answer. Works while a cell runs or is paused, so that requests must
   * come by the control channel and be answered at once.
   */
  request(request: DebugProtocol.Request): Promise<DebugProtocol.Response>;
  /**
   * To be awaited before `Engine.run`: from here on positions in the cell are known, and
   * breakpoints that were set in it will be hit.
   */
  cellStarts(cell: DebuggedCell): Promise<void>;
  /** The cell process ended or is to be replaced; breakpoints stay for its successor. */
  engineEnded(): void;
}

export interface DebuggedCell extends Pick<PreparedCell, "javascript" | "sourceMap"> {
  /** The script's name: {@link cellPath} of its source. */
  name: string;
  /** What was typed. */
  source: string;
}

/** Where the debugger says what happened by itself: the content of a `debug_event` for iopub. */
export type OnDebugEvent = (event: DebugProtocol.Event) => void;
