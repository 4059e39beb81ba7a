/**
 * What the kernel asks of TypeScript. Whoever answers (a worker thread, see `worker-language.ts`)
 * knows all cells that ran before; nothing here runs user code.
 *
 * Positions are UTF-16 offsets into the cell's text; lines and columns count from 0.
 */
export interface Language {
  /**
   * Checks a cell against all earlier ones and translates it. A cell without errors becomes part
   * of what later cells see.
   */
  prepare(cell: CellSource): Promise<PreparedCell>;
  /** Takes back the cell that was prepared last: it never ran, so that nothing of it came to be. */
  withdraw(): Promise<void>;
  /** Translates an expression that is evaluated after a cell, without checking it. */
  translate(expression: string): Promise<TranslatedExpression>;
  complete(code: string, cursor: number): Promise<Completion>;
  /** `detail` 1 (shift-tab pressed again) asks for all of the documentation. */
  inspect(code: string, cursor: number, detail: 0 | 1): Promise<Documentation | undefined>;
  isComplete(code: string): Promise<Completeness>;
  /** Forgets all cells: a fresh engine knows none of their variables. */
  forget(): Promise<void>;
  close(): Promise<void>;
}

export interface CellSource {
  /** The execution count. */
  number: number;
  code: string;
  /** The script's name in stack traces and for the debugger: a file path or `[12]`. */
  name: string;
}

export interface PreparedCell {
  /** Errors only; when there is one the cell must not run. */
  errors: Diagnostic[];
  /** For `Runtime.evaluate` in REPL mode; see engine/cell for the names that it may use. */
  javascript: string;
  /** Source map (version 3, JSON) from `javascript` to the cell's text. */
  sourceMap: string;
}

export type TranslatedExpression =
  /** As that of a {@link PreparedCell}. */
  | { javascript: string }
  /** What the parser expected. */
  | { syntaxError: string };

export interface Diagnostic {
  /** TypeScript's code, 2322 for example. */
  code: number;
  message: string;
  line: number;
  column: number;
  /** Exclusive, on the same line when the error spans several. */
  endColumn: number;
  /** Set when the error is in a local file that the cell imports: its path as the notebook sees it. */
  file?: string;
  /** Of such a file, the line. */
  text?: string;
}

export interface Completion {
  matches: string[];
  start: number;
  end: number;
  /** For each match its kind ("function", "property", …), as JupyterLab shows beside it. */
  types: string[];
}

export interface Documentation {
  /** Signature, description, parameters, examples. */
  markdown: string;
  text: string;
}

export type Completeness =
  | { status: "complete" }
  | { status: "incomplete"; indent: string }
  | { status: "invalid" }
  | { status: "unknown" };
