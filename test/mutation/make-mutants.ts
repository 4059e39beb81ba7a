import { join, relative, sep } from "node:path";
import ts from "typescript";
import { KINDS } from "./kinds/index.js";
import { mutantOf, type Mutant } from "./mutant.js";

/** A mutant may leave a name unused: that is a matter of style, and it would still run. */
const HARMLESS = new Set([6133, 6138, 6192, 6196, 6198]);

/** Makes mutants with the help of types, and leaves out those that do not compile. */
export class Mutator {
  private readonly options: ts.CompilerOptions;
  private readonly parsed = new Map<string, ts.SourceFile | undefined>();
  private program: ts.Program;

  constructor(private readonly root: string) {
    const config = join(root, "tsconfig.json");
    const { config: json } = ts.readConfigFile(config, (file) => ts.sys.readFile(file)) as {
      config: unknown;
    };
    const { options } = ts.parseJsonConfigFileContent(json, ts.sys, root);
    this.options = { ...options, incremental: false, noEmit: true, tsBuildInfoFile: undefined };
    this.program = this.compile(new Map(), [join(root, "lib", "index.ts")]);
  }

  mutantsOf(file: string): Mutant[] {
    const source = this.program.getSourceFile(join(this.root, file));
    if (!source) throw new Error(`mutate: expected a source of the library, got ${file}`);
    const checker = this.program.getTypeChecker();
    const mutants = new Map<string, Mutant>();
    const visit = (node: ts.Node): void => {
      if (isLeftAlone(node)) return;
      for (const kind of KINDS)
        for (const edit of kind({ node, source, checker })) {
          const mutant = mutantOf(file, source.text, edit);
          if (mutant.text !== source.text && !mutants.has(mutant.id))
            mutants.set(mutant.id, mutant);
        }
      ts.forEachChild(node, visit);
    };
    visit(source);
    return this.compiling([...mutants.values()]);
  }

  /** All mutants of a file stand beside it, under other names, in one program: one check for all. */
  private compiling(mutants: readonly Mutant[]): Mutant[] {
    const named = new Map(
      mutants.map((mutant, i) => {
        const path = join(this.root, mutant.file).replace(/\.ts$/, `.mutant-${i}.ts`);
        return [path, mutant];
      }),
    );
    const texts = new Map([...named].map(([path, { text }]) => [path, text]));
    const program = this.compile(texts, [...texts.keys()]);
    return [...named]
      .filter(([path]) => {
        const source = program.getSourceFile(path);
        const found = [
          ...program.getSyntacticDiagnostics(source),
          ...program.getSemanticDiagnostics(source),
        ];
        return found.every(({ code }) => HARMLESS.has(code));
      })
      .map(([, mutant]) => mutant);
  }

  private compile(texts: ReadonlyMap<string, string>, roots: string[]): ts.Program {
    const host = ts.createCompilerHost(this.options);
    const read = host.getSourceFile.bind(host);
    host.fileExists = (path) => texts.has(path) || ts.sys.fileExists(path);
    host.getSourceFile = (path, options) => {
      const text = texts.get(path);
      if (text !== undefined) {
        const source = ts.createSourceFile(path, text, options, true);
        source.impliedNodeFormat = ts.ModuleKind.ESNext;
        return source;
      }
      if (!this.parsed.has(path)) this.parsed.set(path, read(path, options));
      return this.parsed.get(path);
    };
    return ts.createProgram({ rootNames: roots, options: this.options, host });
  }
}

/** Types are no behavior; formulas and messages are text; what is thrown is held by the tests of messages. */
function isLeftAlone(node: ts.Node): boolean {
  return (
    ts.isTypeNode(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isImportDeclaration(node) ||
    ts.isExportDeclaration(node) ||
    ts.isTaggedTemplateExpression(node) ||
    ts.isTemplateExpression(node) ||
    ts.isThrowStatement(node)
  );
}

const FOLDERS = ["layers", "losses", "penalties", "optim", "init"];

/** The sources that are mutated, from the root of the project, with slashes. */
export function mutatedFiles(root: string): string[] {
  return FOLDERS.flatMap((folder) => ts.sys.readDirectory(join(root, "lib", folder), [".ts"]))
    .map((path) => relative(root, path).split(sep).join("/"))
    .filter((file) => !file.endsWith("/index.ts"))
    .sort();
}
