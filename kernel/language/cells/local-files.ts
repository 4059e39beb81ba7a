import ts from "../typescript.js";
import type { Workspace } from "../program/workspace.js";

/** The user's own files that a cell imports: checked, and checked again when one has changed. */
export class LocalFiles {
  private checked: { files: ts.SourceFile[]; errors: ts.Diagnostic[] } = { files: [], errors: [] };

  constructor(private readonly workspace: Workspace) {}

  errors(program: ts.Program, cell: ts.SourceFile): readonly ts.Diagnostic[] {
    const files = this.importedBy(program, cell);
    const known = this.checked.files;
    const isSame = files.length === known.length && files.every((file, i) => file === known[i]);
    if (!isSame) {
      const errors = files.flatMap((file) => [
        ...program.getSyntacticDiagnostics(file),
        ...program.getSemanticDiagnostics(file),
      ]);
      this.checked = { files, errors };
    }
    return this.checked.errors;
  }

  private importedBy(program: ts.Program, cell: ts.SourceFile): ts.SourceFile[] {
    const found = new Set<ts.SourceFile>();
    const visit = (file: ts.SourceFile) => {
      for (const { fileName } of ts.preProcessFile(file.text, true, true).importedFiles) {
        if (!/^[./]/.test(fileName)) continue;
        const resolved = ts.resolveModuleName(
          fileName,
          file.fileName,
          program.getCompilerOptions(),
          ts.sys,
        ).resolvedModule;
        const target = resolved && program.getSourceFile(resolved.resolvedFileName);
        if (!target || found.has(target) || !this.workspace.isLocal(target.fileName)) continue;
        found.add(target);
        visit(target);
      }
    };
    if (program.getSourceFiles().some(({ fileName }) => this.workspace.isLocal(fileName))) {
      visit(cell);
    }
    return [...found];
  }
}
