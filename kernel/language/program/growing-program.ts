import ts from "../typescript.js";
import { augmentsOthers, hasReferences, importsIn } from "./references.js";

/** What a growing program asks about the notebook. */
export interface Surroundings {
  resolve(specifier: string, from: string): ts.ResolvedModuleWithFailedLookupLocations;
  /** Whether a pack declares the module: then it leads to no file. */
  isPacked(specifier: string): boolean;
  /** What an earlier cell left to later ones; undefined if the file stands for none. */
  textOfCell(file: string): string | undefined;
  /** Whether the user may change the file. */
  isLocal(file: string): boolean;
}

/**
 * A program that takes in cells after it was made, with the checker that it has.
 *
 * To TypeScript a program has the files that it was made of, and one file more is another program with
 * another checker, which finds out once more what cells use of the language's libraries and of gradlab:
 * most of the work for a small cell. But a checker looks for the file of an import when it meets the
 * import, and asks the program for it. So a cell that brings nothing along but earlier cells is given
 * to the checker that is there: by a name that no file had before, with all done to it that TypeScript
 * does to the files of a program when it makes one ({@link bound}).
 *
 * What a checker finds out of cells piles up in it, so it takes so much and no more.
 */
export class GrowingProgram {
  /** Earlier cells that the program was not made of. */
  private readonly joined = new Map<string, ts.SourceFile>();
  /** These and the cells at hand. */
  private readonly added = new Set<ts.SourceFile>();
  private readonly asMade: Lookups;
  private taken = 0;

  /** @returns nothing where a program will not do for cells to come */
  static of(
    program: ts.Program,
    cellFile: string,
    surroundings: Surroundings,
  ): GrowingProgram | undefined {
    const cell = program.getSourceFile(cellFile);
    if (!cell || augmentsOthers(cell)) return undefined;
    // Files that change would have to be checked anew.
    if (program.getSourceFiles().some((file) => surroundings.isLocal(file.fileName)))
      return undefined;
    return new GrowingProgram(program, cell, surroundings);
  }

  private constructor(
    readonly program: ts.Program,
    cell: ts.SourceFile,
    private readonly surroundings: Surroundings,
  ) {
    const lookups = program as unknown as Lookups;
    const { getSourceFile, getSourceFiles, getResolvedModule } = lookups;
    this.asMade = { getSourceFile, getSourceFiles, getResolvedModule };
    const lasting = getSourceFiles().filter((file) => file !== cell);
    lookups.getSourceFile = (name) => getSourceFile(name) ?? this.joined.get(name);
    // Where declarations look for a name to call a type by: not in cells that are only looked at.
    lookups.getSourceFiles = () => [...lasting, ...this.joined.values()];
    lookups.getResolvedModule = (file, specifier, mode) =>
      this.added.has(file)
        ? surroundings.resolve(specifier, file.fileName)
        : getResolvedModule(file, specifier, mode);
  }

  /**
   * @param name that no file had before
   * @param begun what the text begins with, parsed: of no use afterwards
   * @returns nothing for a cell that needs a program of its own
   */
  add(name: string, text: string, begun?: ts.SourceFile): ts.SourceFile | undefined {
    this.taken += text.length;
    if (this.taken > MOST) return undefined;
    return this.admit(name, begun ? continued(begun, text) : this.parse(name, text));
  }

  /** Gives the program back to TypeScript as it was made. */
  end(): void {
    Object.assign(this.program, this.asMade);
  }

  private parse(name: string, text: string): ts.SourceFile {
    const options = this.program.getCompilerOptions();
    return ts.createSourceFile(name, text, {
      languageVersion: options.target ?? ts.ScriptTarget.ES2022,
      setExternalModuleIndicator: getSetExternalModuleIndicator(options),
    });
  }

  private admit(name: string, parsed: ts.SourceFile): ts.SourceFile | undefined {
    const file = bound(name, parsed, this.program.getCompilerOptions());
    if (augmentsOthers(file) || hasReferences(file)) return undefined;
    if (!file.imports.every(({ text: specifier }) => this.leadsToKnown(specifier, name)))
      return undefined;
    this.added.add(file);
    return file;
  }

  private leadsToKnown(specifier: string, from: string): boolean {
    const { resolvedModule } = this.surroundings.resolve(specifier, from);
    if (!resolvedModule) return this.surroundings.isPacked(specifier);
    return this.has(resolvedModule.resolvedFileName) || this.join(resolvedModule.resolvedFileName);
  }

  private has(name: string): boolean {
    return this.program.getSourceFile(name) !== undefined;
  }

  private join(name: string): boolean {
    const text = this.surroundings.textOfCell(name);
    const file = text === undefined ? undefined : this.admit(name, this.parse(name, text));
    if (file) this.joined.set(name, file);
    return file !== undefined;
  }
}

/** So many characters of cells leave some 10 MB; then another program takes its place. */
const MOST = 100_000;

/** What a checker asks its program, each time anew; the last is not public. */
interface Lookups {
  getSourceFile: (name: string) => ts.SourceFile | undefined;
  getSourceFiles: () => readonly ts.SourceFile[];
  getResolvedModule: (
    file: ts.SourceFile,
    specifier: string,
    mode: ts.ResolutionMode,
  ) => ts.ResolvedModuleWithFailedLookupLocations | undefined;
}

/** What a program knows of a file; not public. */
interface InProgram {
  path: string;
  resolvedPath: string;
  originalFileName: string;
  imports: ts.StringLiteralLike[];
  moduleAugmentations: [];
  ambientModuleNames: [];
}

/** Not public either: TypeScript's version is pinned. */
const { bindSourceFile, getSetExternalModuleIndicator } = ts as unknown as {
  bindSourceFile: (file: ts.SourceFile, options: ts.CompilerOptions) => void;
  getSetExternalModuleIndicator: (options: ts.CompilerOptions) => (file: ts.SourceFile) => void;
};

/** The file of a text of which only the end is new. */
function continued(begun: ts.SourceFile, text: string): ts.SourceFile {
  const start = begun.text.length;
  const change = { span: { start, length: 0 }, newLength: text.length - start };
  return ts.updateSourceFile(begun, text, change);
}

/** Makes a file what it would be if a program had been made of it. */
function bound(
  name: string,
  file: ts.SourceFile,
  options: ts.CompilerOptions,
): ts.SourceFile & InProgram {
  bindSourceFile(file, options);
  return Object.assign(file, {
    fileName: name,
    path: name,
    resolvedPath: name,
    originalFileName: name,
    imports: importsIn(file),
    moduleAugmentations: [] as [],
    ambientModuleNames: [] as [],
  });
}
