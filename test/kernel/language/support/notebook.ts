import { mkdirSync, writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { dirname, join } from "node:path";
import { Cells } from "../../../../kernel/language/cells/cells.js";
import type { PreparedCell } from "../../../../kernel/language/language.js";
import { Workspace } from "../../../../kernel/language/program/workspace.js";
import { temporaryFolder } from "../../../support/temporary-folder.js";

/** Cells in a folder of their own, checked in this thread. */
export class Notebook {
  readonly folder = temporaryFolder("cells");
  readonly cells: Cells;
  private count = 0;

  constructor(files: Record<string, string> = {}) {
    for (const [name, text] of Object.entries(files)) this.write(name, text);
    this.cells = new Cells(new Workspace(this.folder));
  }

  write(name: string, text: string): void {
    const path = join(this.folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  prepare(code: string): PreparedCell {
    const number = (this.count += 1);
    return this.cells.prepare({ code, number, name: `[${number}]` });
  }

  /** Prepares cells that must all be without errors. */
  accept(...codes: string[]): void {
    for (const code of codes) {
      const [error] = this.errors(code);
      if (error) throw new Error(`${code}\nis refused: ${error}`);
    }
  }

  /** "line:column-endColumn message" of each error. */
  errors(code: string): string[] {
    return this.prepare(code).errors.map(
      ({ line, column, endColumn, message }) => `${line}:${column}-${endColumn} ${message}`,
    );
  }

  /** Checks, translates and runs a cell as the engine does; gives what it shows. */
  async run(code: string): Promise<unknown> {
    const { errors, javascript } = this.prepare(code);
    if (errors.length) throw new Error(errors.map(({ message }) => message).join("\n"));
    let shown: unknown;
    const $gradlab = {
      result(value: unknown) {
        shown = value;
      },
      thrown: <T>(value: T) => value,
      import: (specifier: string) => import(specifier) as Promise<unknown>,
      meta: { url: "file:///notebook/cell" },
    };
    Object.defineProperty(globalThis, "$gradlab", { value: $gradlab, configurable: true });
    const session = new Session();
    session.connect();
    const post = session.post.bind(session) as unknown as Evaluate;
    const { exceptionDetails } = await post("Runtime.evaluate", {
      expression: javascript,
      replMode: true,
      awaitPromise: true,
    });
    session.disconnect();
    if (exceptionDetails) throw new Error(exceptionDetails.exception.description);
    return shown;
  }
}

/** The types of Node 20 know no answers of the inspector. */
type Evaluate = (
  method: string,
  parameters: { expression: string; replMode: boolean; awaitPromise: boolean },
) => Promise<{ exceptionDetails?: { exception: { description: string } } }>;
