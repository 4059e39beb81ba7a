import { dirname, join, relative } from "node:path";
import { loadTypescript } from "../../../kernel/language/load-typescript.js";

/** Modules that import one another, as texts by path, the first one at the start. */
export interface Modules {
  texts: ReadonlyMap<string, string>;
  /** The one of the paths that is meant where a module imports this path. */
  resolve: (path: string) => string;
  /** The folder from which the modules have their names. */
  root: string;
}

/** One script of many modules; its value is what the first of them exports as `main`. */
export function bundle({ texts, resolve, root }: Modules): string {
  const nameOf = (path: string): string =>
    JSON.stringify(relative(root, path).replaceAll("\\", "/").replace(/\.ts$/, ".js"));
  const table = [...texts].map(([path, text]) => {
    const code = commonJs(text).replace(
      /\brequire\("(\.[^"]+)"\)/g,
      (_, request: string) => `require(${nameOf(resolve(join(dirname(path), request)))})`,
    );
    return `${nameOf(path)}: (exports, require) => {${code}\n}`;
  });
  const [first] = texts.keys();
  return `(() => {
    const modules = {${table.join(",\n")}};
    const loaded = {};
    const require = (id) => {
      if (!(id in loaded)) modules[id]((loaded[id] = {}), require);
      return loaded[id];
    };
    return require(${nameOf(first)}).main;
  })()`;
}

/** A module without its types, as a script. */
export function commonJs(source: string): string {
  const ts = loadTypescript();
  return ts.transpileModule(source, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.CommonJS,
      verbatimModuleSyntax: false,
      removeComments: true,
    },
  }).outputText;
}
