import { statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { Cache } from "../../cache/cache.js";
import { cacheFolder } from "../../cache/folder.js";
import ts from "../typescript.js";
import { gradlabTypes, libraryTypes, nodeTypes } from "../types/own-types.js";
import type { BarePack } from "../types/bare.js";
import type { Pack } from "../types/pack.js";
import { documents } from "./documents.js";
import { cellOptions } from "./options.js";
import { Resolver } from "./resolve.js";

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
  private readonly packed = new Set<string>();
  private readonly roots: string[];
  private readonly folder: string;
  private edits = 0;
  private hasNode = false;
  /** Packs that are there without their comments → with them. */
  private readonly bare = new Map<string, () => string>();
  private gradlab: "unknown" | "wanted" | "loaded" = "unknown";

  constructor(
    private readonly cwd: string,
    private readonly cache = new Cache(cacheFolder()),
  ) {
    this.folder = cwd.replaceAll("\\", "/").replace(/\/$/, "");
    this.cell = `${this.folder}/[cell].ts`;
    this.roots = [this.cell];
    const { compiler, libraries } = cellOptions(cwd);
    this.addBare("typescript", libraryTypes(libraries, this.cache));
    this.service = ts.createLanguageService(
      this.host(compiler),
      documents((file) => !this.bare.has(file)),
    );
  }

  /** Makes `text` the cell at hand. */
  edit(text: string): void {
    this.write(this.cell, text);
  }

  program(): ts.Program {
    const program = this.service.getProgram();
    if (!program) throw new Error("workspace: the language service gave no program");
    if (this.gradlab !== "wanted") return program;
    this.loadGradlab();
    return this.program();
  }

  /**
   * Adds Node's types; false if they were there. They take longer to read than all else, and the
   * first cell can often do without.
   */
  loadNode(): boolean {
    if (this.hasNode) return false;
    this.hasNode = true;
    this.addBare("node", nodeTypes(this.cwd, this.cache));
    return true;
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

  /** Parses what an import of gradlab will need. */
  loadGradlab(): void {
    if (this.gradlab === "loaded") return;
    this.gradlab = "loaded";
    this.addPack("gradlab", gradlabTypes());
    // The import that asked for it was not resolved yet.
    this.edits += 1;
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

  private addBare(name: string, pack: BarePack): void {
    this.bare.set(packFile(name), pack.documented);
    this.addPack(name, pack);
  }

  private addPack(name: string, { text, modules }: Pack): void {
    const file = packFile(name);
    this.write(file, text);
    this.roots.push(file);
    for (const module of modules) this.packed.add(module);
  }

  private host(options: ts.CompilerOptions): ts.LanguageServiceHost {
    const read = (file: string) => this.files.get(file)?.text ?? ts.sys.readFile(file);
    const files: ts.ModuleResolutionHost = {
      fileExists: (file) => this.files.has(file) || ts.sys.fileExists(file),
      readFile: read,
      directoryExists: (path) => ts.sys.directoryExists(path),
      getDirectories: (path) => ts.sys.getDirectories(path),
      getCurrentDirectory: () => this.folder,
      realpath: (path) => ts.sys.realpath?.(path) ?? path,
    };
    const resolver = new Resolver(
      options,
      files,
      (specifier) => this.earlierCell(specifier),
      (specifier) => this.isPacked(specifier),
    );
    const host: ts.LanguageServiceHost & { hasInvalidatedResolutions(path: string): boolean } = {
      ...files,
      readDirectory: (...args) => ts.sys.readDirectory(...args),
      getCurrentDirectory: () => this.folder,
      useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
      getCompilationSettings: () => options,
      getDefaultLibFileName: () => `${libraryFolder}/lib.d.ts`,
      getScriptFileNames: () => [...this.roots],
      getProjectVersion: () => String(this.edits),
      getScriptVersion: (file) => this.version(file),
      getScriptSnapshot: (file) => {
        const text = read(file);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      resolveModuleNameLiterals: (specifiers, from) =>
        specifiers.map(({ text }) => resolver.resolve(text, from)),
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
    if (this.gradlab === "unknown" && /^gradlab(?:\/|$)/.test(specifier)) this.gradlab = "wanted";
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

const packFile = (name: string) => `/gradlab-packs/${name}.d.ts`;
const libraryFolder = dirname(createRequire(import.meta.url).resolve("typescript"));
