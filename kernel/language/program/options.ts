import { join } from "node:path";
import ts from "../typescript.js";

/** How cells are checked; a tsconfig.json beside the notebook may say otherwise. */
export interface CellOptions {
  compiler: ts.CompilerOptions;
  /** "esnext", "dom", …: TypeScript's libraries, which come as a pack. */
  libraries: string[];
}

export function cellOptions(cwd: string): CellOptions {
  const chosen = optionsOfNotebook(cwd);
  const libraries = (chosen.lib ?? ["lib.esnext.d.ts"]).map((file) =>
    file.replace(/^lib\.|\.d\.ts$/g, ""),
  );
  return {
    libraries,
    compiler: {
      // As tslab has it: a notebook is where one starts.
      strict: false,
      esModuleInterop: true,
      resolveJsonModule: true,
      skipLibCheck: true,
      ...chosen,
      // Node's come as a pack: named here, they would be read and merged a second time.
      types: (chosen.types ?? []).filter((name) => name !== "node"),
      ...enforced,
    },
  };
}

/** What the kernel relies on. */
const enforced: ts.CompilerOptions = {
  // The newest that Node 20 runs; later syntax (decorators, `using`) is lowered.
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.Preserve,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  customConditions: ["node"],
  allowJs: true,
  checkJs: false,
  allowImportingTsExtensions: true,
  isolatedModules: false,
  verbatimModuleSyntax: false,
  noLib: true,
  lib: undefined,
  noEmit: false,
  noEmitOnError: false,
  noEmitHelpers: false,
  importHelpers: false,
  removeComments: false,
  // Declarations are asked for apart, once the cell runs.
  declaration: false,
  declarationMap: false,
  emitDeclarationOnly: false,
  isolatedDeclarations: false,
  sourceMap: true,
  inlineSourceMap: false,
  inlineSources: false,
  composite: false,
  incremental: false,
  noUnusedLocals: false,
  noUnusedParameters: false,
  allowUnreachableCode: true,
  allowUnusedLabels: true,
  outDir: undefined,
  outFile: undefined,
  rootDir: undefined,
  declarationDir: undefined,
};

function optionsOfNotebook(cwd: string): ts.CompilerOptions {
  const file = join(cwd, "tsconfig.json");
  if (!ts.sys.fileExists(file)) return {};
  const { config } = ts.readConfigFile(file, (path) => ts.sys.readFile(path)) as {
    config?: unknown;
  };
  // Only the options are of interest: nothing in the folder is to be listed.
  const host: ts.ParseConfigHost = { ...ts.sys, readDirectory: () => [] };
  return config === undefined ? {} : ts.parseJsonConfigFileContent(config, host, cwd).options;
}
