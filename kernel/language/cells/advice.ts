import { dirname, resolve } from "node:path";
import ts from "../typescript.js";
import type { Workspace } from "../program/workspace.js";

const noSuchName = 2304;
const noSuchModule = 2307;

/** Modules of Node that a name is looked for in. */
const ofNode = ["fs", "path", "os", "url", "util", "crypto", "assert", "perf_hooks"];

/** What a student should do about the most frequent mistakes in a notebook. */
export function adviser(workspace: Workspace) {
  return (diagnostic: ts.Diagnostic, message: string): string => {
    const [, name] = /'([^']*)'/.exec(message) ?? [];
    if (!name) return message;
    if (diagnostic.code === noSuchName) return `${message} ${nameAdvice(name, workspace)}`;
    if (diagnostic.code === noSuchModule && diagnostic.file)
      return moduleAdvice(name, dirname(diagnostic.file.fileName));
    return message;
  };
}

function nameAdvice(name: string, workspace: Workspace): string {
  workspace.load("gradlab");
  const checker = workspace.program().getTypeChecker();
  const modules = new Map(checker.getAmbientModules().map((module) => [module.name, module]));
  const wanted = ["gradlab", "gradlab/widgets", ...ofNode.map((module) => `node:${module}`)];
  const holder = wanted.find((module) => {
    const symbol = modules.get(JSON.stringify(module));
    return symbol && hasExport(symbol, name, checker);
  });
  const otherwise = "run the cell that declares it first, or look at its spelling.";
  return holder === undefined
    ? capitalized(otherwise)
    : `${holder} has one: import { ${name} } from "${holder}". For one of your own, ${otherwise}`;
}

/** Also where a module of Node is one object (`export = path`). */
function hasExport(module: ts.Symbol, name: string, checker: ts.TypeChecker): boolean {
  if (checker.getExportsOfModule(module).some((each) => each.name === name)) return true;
  const whole = module.exports?.get(ts.InternalSymbolName.ExportEquals);
  if (!whole) return false;
  const target = whole.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(whole) : whole;
  return checker.getTypeOfSymbol(target).getProperty(name) !== undefined;
}

function moduleAdvice(specifier: string, folder: string): string {
  if (/^\.{0,2}[\\/]|^\.{1,2}$/.test(specifier)) {
    const path = resolve(folder, specifier);
    const files = /\.\w+$/.test(path) ? path : `${path}.ts (or .js, .json, …)`;
    return `There is no file ${files} to import '${specifier}' from.`;
  }
  if (specifier.startsWith("gradlab/")) return `gradlab has no part '${specifier}'.`;
  const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
  return `There is no package '${specifier}' here. To get it: npm install ${name} (in a terminal, in ${folder}).`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
