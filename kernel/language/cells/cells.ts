import type ts from "../typescript.js";
import { adviser } from "./advice.js";
import type { CellSource, Diagnostic, PreparedCell } from "../language.js";
import { augmentsOthers } from "../program/references.js";
import { Workspace, type CellInProgram } from "../program/workspace.js";
import {
  declaredNames,
  exportedNames,
  hasNestedVariables,
  mentionedNames,
  type Kind,
} from "./declared-names.js";
import { toDiagnostics } from "./diagnostics.js";
import { KnownCells, type KnownCell } from "./known-cells.js";
import { LocalFiles } from "./local-files.js";
import { parseCell } from "./parse.js";
import { Scope } from "./scope.js";
import { translate } from "./translate.js";

/**
 * The cells of a notebook, one after the other.
 *
 * Each accepted cell leaves its declarations, a module of its own ("./[3]"). A later cell imports
 * from it the names that it mentions, so that what it costs to check a cell depends on what the
 * cell uses and not on how many there were before.
 */
export class Cells {
  readonly scope = new Scope();
  private readonly localFiles: LocalFiles;
  private readonly known = new KnownCells();
  private accepted = 0;
  private unfinished: (() => void) | undefined;
  private undo: (() => void) | undefined;

  constructor(readonly workspace: Workspace) {
    this.localFiles = new LocalFiles(workspace);
  }

  prepare({ code, name }: CellSource): PreparedCell {
    this.finish();
    this.undo = undefined;
    const known = this.known.find(code, name, this.scope);
    if (known) return this.accept(known);
    const { file: parsed, errors: syntax } = parseCell(code);
    if (syntax.length) return failed(toDiagnostics(syntax, parsed.fileName));
    const names = declaredNames(parsed);
    if (names.has("$gradlab")) return failed([ownName]);
    const mentioned = mentionedNames(code);
    for (const own of names.keys()) mentioned.delete(own);
    const header = this.scope.header(mentioned);
    const text = `${code}\n${header}${exportsOf(parsed, names)}`;
    const [augments, isNested] = [augmentsOthers(parsed), hasNestedVariables(parsed)];
    const { program, file, errors, lasts } = this.check(text, parsed);
    if (errors.length) return failed(errors);

    const taken = this.scope.likeMadeUp();
    const translation = translate(program, file, { code, name, taken });
    const serial = (this.accepted += 1);
    const cell = { code, name, serial, names, mentioned, header, taken, translation };
    if (lasts && !augments) this.known.add(cell);
    // Nothing of the others can be named later.
    if (names.size > 0 || augments)
      this.unfinished = () => {
        const declarations = isNested ? undefined : declarationsOf(program, file);
        const { workspace } = this;
        // What cannot be written as a declaration is inferred anew from the cell itself.
        if (declarations === undefined) workspace.write(workspace.cellFile(serial, ".ts"), text);
        else workspace.write(workspace.cellFile(serial, ".d.ts"), declarations);
      };
    return this.accept(cell, augments);
  }

  private accept({ code, serial, names, translation }: KnownCell, augments = false): PreparedCell {
    const undo = this.scope.add(serial, names, augments);
    this.undo = () => {
      undo();
      // What it declares has not been written, and may never be.
      this.known.delete(code);
    };
    return { errors: [], ...translation };
  }

  /** Takes back what the last cell has declared: the names mean again what they meant before. */
  withdraw(): void {
    this.unfinished = undefined;
    this.undo?.();
    this.undo = undefined;
  }

  /**
   * Makes a text that nobody runs the cell at hand, with earlier names in scope for questions.
   * They stand in front, as what is being typed may not end; returns how much the text moves.
   */
  ask(code: string, names: Iterable<string>): number {
    this.finish();
    const declared = declaredNames(parseCell(code).file);
    const earlier = [...names].filter((name) => !declared.has(name));
    const header = `${this.scope.header(earlier, true)}export {};\n`;
    this.workspace.edit(header + code);
    this.workspace.program();
    return header.length;
  }

  /**
   * Writes the declarations of the last cell: nobody waits for them, so there is time while the
   * cell runs.
   */
  finish(): void {
    const work = this.unfinished;
    this.unfinished = undefined;
    work?.();
  }

  /** With what is known already if that will do, otherwise and for all errors in a program of its own. */
  private check(text: string, begun?: ts.SourceFile): Checked {
    const joined = this.workspace.join(text, begun);
    if (joined && firstErrors(joined).length === 0) return { ...joined, errors: [], lasts: true };
    return this.checkApart(text);
  }

  private checkApart(text: string): Checked {
    const { workspace } = this;
    workspace.edit(text);
    const program = workspace.program();
    const file = program.getSourceFile(workspace.cell);
    if (!file) throw new Error("cells: the program lacks the cell");
    const own = firstErrors({ program, file });
    const found = own.length ? own : this.localFiles.errors(program, file);
    // A cell that is sound without Node's types is so with them.
    if (found.length && workspace.load("node")) return this.checkApart(text);
    const errors = toDiagnostics(found, workspace.cell, adviser(workspace));
    const lasts = !program.getSourceFiles().some((each) => workspace.isLocal(each.fileName));
    return { program, file, errors, lasts };
  }

  /** Goes through a cell that nobody waits for, so that those to come find TypeScript warm. */
  warmUp(code: string): void {
    this.finish();
    const { program, file } = this.check(code);
    translate(program, file, { code, name: "[0]", taken: [] });
    declarationsOf(program, file);
  }

  forget(): void {
    this.unfinished = undefined;
    this.undo = undefined;
    this.scope.clear();
    this.known.clear();
    this.workspace.startAfresh();
  }
}

/** Behind the cell, so that positions stay, and the earlier names that it mentions: all that it declares. */
function exportsOf(parsed: ts.SourceFile, names: ReadonlyMap<string, Kind>): string {
  const exported = exportedNames(parsed);
  const own = [...names.keys()].filter((name) => !exported.has(name));
  return `export { ${own.join(", ")} };`;
}

interface Checked extends CellInProgram {
  errors: Diagnostic[];
  /** No file that the user may change has a say in it. */
  lasts: boolean;
}

/** What the cell declares, or nothing where types have no name that could be written. */
function declarationsOf(program: ts.Program, file: ts.SourceFile): string | undefined {
  let declarations: string | undefined;
  const write = (_name: string, content: string) => (declarations = content);
  // The last argument, which is not public, asks for declarations where the options do not.
  const { emit } = program as unknown as { emit: (...args: unknown[]) => ts.EmitResult };
  try {
    const { diagnostics } = emit(file, write, undefined, true, undefined, true);
    return diagnostics.length ? undefined : declarations;
  } catch {
    return undefined;
  }
}

/** Errors of syntax, or if there are none, of types. */
function firstErrors({ program, file }: CellInProgram): readonly ts.Diagnostic[] {
  const syntactic = program.getSyntacticDiagnostics(file);
  return syntactic.length ? syntactic : program.getSemanticDiagnostics(file);
}

const ownName: Diagnostic = {
  code: 2451, // as TypeScript has it for a name that cannot be declared again
  message: "The name '$gradlab' is the kernel's own; choose another.",
  line: 0,
  column: 0,
  endColumn: 0,
};

function failed(errors: Diagnostic[]): PreparedCell {
  return { errors, javascript: "", sourceMap: "" };
}
