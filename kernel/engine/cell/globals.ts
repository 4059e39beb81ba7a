import process from "node:process";
import { pathToFileURL } from "node:url";
import { join } from "node:path";
import type { MessagePort } from "node:worker_threads";
import { broadcast } from "./broadcast.js";
import { commService } from "./comms.js";
import { importModule } from "./modules/import.js";
import { installRequire, requireFrom } from "./modules/require.js";
import { resolveFrom } from "./modules/resolve.js";
import { questions } from "./prompt.js";
import { resultScope } from "./runs.js";
import { rememberThrow } from "./stack/failure.js";
import { EverythingThenable, removeInheritedThen } from "./thenable.js";
import { Object, Symbol } from "../own.js";

/** Stands for the notebook where Node wants to know what file is importing. */
const FILE = "notebook.ts";

/** The names that cells find, besides those of Node. */
export function installGlobals(front: { flags: Int32Array; answers: MessagePort }): void {
  installRequire();
  const folder = process.cwd();
  const filename = join(folder, FILE);
  const gradlab = Object.freeze({
    result(value: unknown): void {
      if (removeInheritedThen()) throw new EverythingThenable();
      resultScope().result = { value };
    },
    thrown: rememberThrow,
    import: (specifier: string, from = folder) => importModule(specifier, from),
    meta: Object.freeze({
      url: pathToFileURL(filename).href,
      dirname: folder,
      filename,
      resolve: (specifier: string) => resolveFrom(specifier, folder).url,
    }),
  });
  Object.defineProperty(globalThis, "$gradlab", { value: gradlab });

  const values: [string | symbol, unknown][] = [
    ...Object.entries(questions(front.flags, front.answers)),
    ["require", requireFrom(filename)],
    ["module", { exports: {} }],
    ["exports", {}],
    ["__dirname", folder],
    ["__filename", filename],
    [Symbol.for("Jupyter.broadcast"), broadcast],
    [Symbol.for("gradlab.comms"), commService],
  ];
  for (const [name, value] of values)
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}
