import type { PreparedCell } from "../language/language.js";

/**
 * Runs prepared cells in a process of their own, at full V8 speed. The process may die of what a
 * cell does; the engine then says so and starts another for the next cell.
 */
export interface Engine {
  /** Resolves after all output that the cell made while it ran has gone to `onOutput`. */
  run(cell: RunnableCell): Promise<Outcome>;
  /** Stops whatever user code is running, also a timer's; resolves when it has stopped. */
  interrupt(): Promise<void>;
  /**
   * Hands a comm message from the front end to user code, also while a cell is busy awaiting.
   * Resolves when its listeners have returned: a slider sends no faster than it is heard.
   *
   * @param id the message's msg_id, which what its listeners print and show carries as its `cell`
   */
  receiveComm(message: CommMessage, id: string): Promise<void>;
  /** Answers a question that came by `onQuestion`. */
  answer(text: string): void;
  /** The inspector of the process that runs cells, for the debugger. */
  readonly inspector: Inspector;
  close(): Promise<void>;
}

export interface EngineListeners {
  /**
   * Until the promise resolves, the engine reads no more of what user code prints: it then waits,
   * and memory does not fill.
   */
  onOutput(output: Output): Promise<void>;
  /** A cell called `prompt()`; only when it may (`allowStdin`). */
  onQuestion(question: { cell: string; prompt: string; password: boolean }): void;
  /**
   * The process ended, by itself or because it had to be ended; variables are gone. A cell that
   * was running gets its error by `run`.
   */
  onDeath(reason: string): void;
}

export interface RunnableCell extends Pick<PreparedCell, "javascript" | "sourceMap"> {
  /** The execute_request's msg_id: its output carries it. */
  id: string;
  /** See {@link CellSource}: the script's name. */
  name: string;
  /** What was typed, for stack traces with source lines. */
  source: string;
  number: number;
  allowStdin: boolean;
  /** Name → JavaScript that gives its value as a cell does; evaluated after a cell that did not fail. */
  userExpressions: Record<string, string>;
}

export type Outcome =
  | { status: "ok"; result?: RichValue; userExpressions: Record<string, unknown> }
  | {
      status: "error";
      name: string;
      message: string;
      traceback: string[];
      /** V8 refused the script, so that none of what it declares came to be. */
      refused?: boolean;
    };

export interface RichValue {
  /** MIME type → content. */
  data: Record<string, unknown>;
  metadata: Record<string, unknown>;
}

/** Something for iopub. `cell` is the id of the cell that made it, also long after it ended. */
export type Output =
  | { cell: string; type: "stream"; name: "stdout" | "stderr"; text: string }
  | {
      cell: string;
      type: "display_data" | "update_display_data";
      content: RichValue & { transient: Record<string, unknown> };
      buffers?: Uint8Array[];
    }
  | { cell: string; type: "clear_output"; wait: boolean }
  | ({ cell: string } & CommMessage);

export interface CommMessage {
  type: "comm_open" | "comm_msg" | "comm_close";
  /** The message's content as the protocol has it: comm_id, data, target_name at opening. */
  content: Record<string, unknown>;
  metadata: Record<string, unknown>;
  buffers: Uint8Array[];
}

/** Chrome's DevTools protocol with the main thread of the cell process, also while it is paused. */
export interface Inspector {
  post(method: string, params?: Record<string, unknown>): Promise<Record<string, unknown>>;
  onEvent(listener: (method: string, params: Record<string, unknown>) => void): void;
}
