import { statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { Cache } from "../../cache/cache.js";
import { cacheFolder } from "../../cache/folder.js";
import ts from "../typescript.js";
import { Packs, type PackName } from "../types/packs.js";
import { documents } from "./documents.js";
import { GrowingProgram, type Surroundings } from "./growing-program.js";
import { cellOptions } from "./options.js";
import { Resolver } from "./resolve.js";

/** A cell, and the program that it is checked in. */
export interface CellInProgram {
  program: ts.Program;
  file: ts.SourceFile;
}

/**
 * TypeScript's view of a notebook: the cell at hand as a file in the notebook's folder, the earlier
 * cells that it uses, what all of them import. Only the cell's text changes from one to the next.
 */
export class Workspace {
  /** The cell at hand. */
  readonly cell: string;
  readonly service: ts.LanguageService;
  /** Files that are not on disk: cells and packs. */
  private readonly files = new Map<string, { text: string; version: string }>();
  private readonly packs: Packs;
  private readonly loaded = new Set<PackName>();
  /** Modules that packs in the program declare. */
  private readonly packed = new Set<string>();
  private readonly roots: string[];
  private readonly folder: string;
  private readonly resolver: Resolver;
  private readonly surroundings: Surroundings;
  private edits = 0;
  /** Files that are there without their comments → with them. */
  private readonly bare = new Map<string, () => string>();
  /** A cell has imported from it. */
  private wantsGradlab = false;
  /** Takes cells in until one of them, or somebody else, needs another program. */
  private growing: GrowingProgram | undefined;
  /** What that may be made of. */
  private latest: ts.Program | undefined;
  private joined = 0;

  constructor(cwd: string, cache = new Cache(cacheFolder())) {
    this.folder = cwd.replaceAll("\\", "/").replace(/\/$/, "");
    this.cell = `${this.folder}/[cell].ts`;
    this.roots = [this.cell];
    this.edit("");
    const { compiler, libraries } = cellOptions(cwd);
    this.packs = new Packs(cwd, libraries, cache);
    this.load("typescript");
    this.resolver = new Resolver(
      compiler,
      this.moduleHost(),
      (specifier) => this.earlierCell(specifier),
      (specifier) => this.isPacked(specifier),
    );
    this.surroundings = {
      resolve: (specifier, from) => this.resolver.resolve(specifier, from),
      isPacked: (specifier) => this.packed.has(specifier),
      textOfCell: (file) => this.files.get(file)?.text,
      isLocal: (file) => this.isLocal(file),
    };
    this.service = ts.createLanguageService(
      this.host(compiler),
      documents((file) => !this.bare.has(file)),
    );
  }

  /** Makes `text` the cell at hand. */
  edit(text: string): void {
    this.write(this.cell, text);
  }

  /** A program of the cell at hand and all that it needs. */
  program(): ts.Program {
    this.startAfresh();
    const program = this.service.getProgram();
    if (!program) throw new Error("workspace: the language service gave no program");
    if (this.wantsGradlab && this.load("gradlab")) return this.program();
    this.latest = program;
    return program;
  }

  /**
   * Puts a cell beside those before it, into the latest program; nothing where it needs another.
   *
   * @param begun what the text begins with, parsed: of no use afterwards
   */
  join(text: string, begun?: ts.SourceFile): CellInProgram | undefined {
    this.growing ??= this.latest && GrowingProgram.of(this.latest, this.cell, this.surroundings);
    const name = `${this.folder}/[cell ${(this.joined += 1)}].ts`;
    const file = this.growing?.add(name, text, begun);
    return this.growing && file && { program: this.growing.program, file };
  }

  /** Lets no cell into a program that there is. */
  startAfresh(): void {
    this.growing?.end();
    this.growing = undefined;
    this.latest = undefined;
  }

  /**
   * Adds the types of Node or of gradlab; false if they were there. Node's take longer to read than
   * all else, and the first cell can often do without.
   */
  load(name: PackName): boolean {
    if (this.loaded.has(name)) return false;
    this.loaded.add(name);
    for (const file of this.filesOf(name)) this.roots.push(file);
    for (const module of this.packs.get(name).modules) this.packed.add(module);
    this.edits += 1;
    this.startAfresh();
    return true;
  }

  /** Reads what {@link load} adds, a file a step; in between something else may be asked. */
  *read(name: PackName): Generator<undefined, void> {
    for (const file of this.filesOf(name)) {
      this.readFile(file);
      yield undefined;
    }
  }

  /**
   * Reads the documentation of TypeScript's libraries or of Node, which is longer than the types,
   * for who asks about something that `file` declares; false if it has none or was read.
   */
  document(file: string): boolean {
    const documented = this.bare.get(file);
    if (!documented) return false;
    this.bare.delete(file);
    this.write(file, documented());
    return true;
  }

  cellFile(serial: number, extension: ".d.ts" | ".ts"): string {
    return `${this.folder}/[${serial}]${extension}`;
  }

  write(file: string, text: string): void {
    this.files.set(file, { text, version: `v${(this.edits += 1)}` });
  }

  /** Whether the user wrote the file and may change it: not a cell, not a package. */
  isLocal(file: string): boolean {
    return !this.files.has(file) && !file.includes("/node_modules/");
  }

  private filesOf(name: PackName): string[] {
    const { texts, documented } = this.packs.get(name);
    for (const [file, text] of texts) {
      if (this.files.has(file)) continue;
      this.write(file, text);
      const whole = documented.get(file);
      if (whole) this.bare.set(file, whole);
    }
    return [...texts.keys()];
  }

  /** Parses and binds a file, which it is spared when it comes into the program for good. */
  private readFile(file: string): void {
    const isNew = !this.roots.includes(file);
    if (isNew) this.roots.push(file);
    this.edits += 1;
    this.program();
    // With a part of a pack in the program a cell would pass that the whole refuses.
    if (isNew) this.roots.splice(this.roots.indexOf(file), 1);
    this.edits += 1;
    this.startAfresh();
  }

  private moduleHost() {
    return {
      fileExists: (file: string) => this.files.has(file) || ts.sys.fileExists(file),
      readFile: (file: string) => this.files.get(file)?.text ?? ts.sys.readFile(file),
      directoryExists: (path: string) => ts.sys.directoryExists(path),
      getDirectories: (path: string) => ts.sys.getDirectories(path),
      getCurrentDirectory: () => this.folder,
      realpath: (path: string) => ts.sys.realpath?.(path) ?? path,
    };
  }

  private host(options: ts.CompilerOptions): ts.LanguageServiceHost {
    const files = this.moduleHost();
    const host: ts.LanguageServiceHost & { hasInvalidatedResolutions(path: string): boolean } = {
      ...files,
      readDirectory: (...args) => ts.sys.readDirectory(...args),
      useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
      getCompilationSettings: () => options,
      getDefaultLibFileName: () => `${libraryFolder}/lib.d.ts`,
      getScriptFileNames: () => [...this.roots],
      getProjectVersion: () => String(this.edits),
      getScriptVersion: (file) => this.version(file),
      getScriptSnapshot: (file) => {
        const text = files.readFile(file);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      resolveModuleNameLiterals: (specifiers, from) =>
        specifiers.map(({ text }) => this.resolver.resolve(text, from)),
      // A file that a local file could not find may have been written since.
      hasInvalidatedResolutions: (path) => this.isLocal(path),
    };
    return host;
  }

  private earlierCell(specifier: string): string | undefined {
    const serial = /^\.\/\[(\d+)\]$/.exec(specifier)?.[1];
    if (serial === undefined) return undefined;
    const declarations = this.cellFile(Number(serial), ".d.ts");
    return this.files.has(declarations) ? declarations : this.cellFile(Number(serial), ".ts");
  }

  private isPacked(specifier: string): boolean {
    if (this.packed.has(specifier)) return true;
    if (/^gradlab(?:\/|$)/.test(specifier)) this.wantsGradlab = true;
    return false;
  }

  private version(file: string): string {
    const own = this.files.get(file);
    if (own) return own.version;
    // Packages do not change under a running kernel.
    if (file.includes("/node_modules/")) return "package";
    const stat = statSync(file, { throwIfNoEntry: false });
    return stat ? `${stat.mtimeMs}-${stat.size}` : "missing";
  }
}

const libraryFolder = dirname(createRequire(import.meta.url).resolve("typescript"));
