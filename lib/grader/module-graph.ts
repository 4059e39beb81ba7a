import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** An import or an export from a file of the same package; those of types alone are nothing at run time. */
const STATIC = /^(?:import|export)\s(?!type\b)(?:[^;"']*?\sfrom\s)?\s*"(\.[^"]+)"/gm;
const DYNAMIC = /\bimport\("(\.[^"]+)"\)/g;

/** What a module imports of its own package; read off its text, since a compiler takes long to load. */
export const importsOf = (text: string): string[] =>
  [STATIC, DYNAMIC].flatMap((pattern) => [...text.matchAll(pattern)].map(([, request]) => request));

/**
 * Modules and all that they import of their own package: the text of each, by its path.
 *
 * @param resolve the file that a path means; the built module or its source by default
 */
export function reached(
  entries: readonly string[],
  resolve: (path: string) => string = moduleFile,
): Map<string, string> {
  const texts = new Map<string, string>();
  const visit = (wanted: string): void => {
    const path = resolve(wanted);
    if (texts.has(path)) return;
    const text = readFileSync(path, "utf8");
    texts.set(path, text);
    for (const request of importsOf(text)) visit(join(dirname(path), request));
  };
  entries.forEach(visit);
  return texts;
}

/** Built, a module is a .js file; in the project's own tests it is still a .ts file. */
export const moduleFile = (path: string): string =>
  existsSync(path) ? path : path.replace(/\.js$/, ".ts");
