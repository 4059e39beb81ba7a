import { execFileSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { packageRoot } from "../../../kernel/paths.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const built = (name: string) => join(packageRoot, "dist", "kernel", "language", name);
const urlOf = (name: string) => JSON.stringify(pathToFileURL(built(name)));

/** Runs Node with a cache of its own; the cache's files, and when each was written. */
function run(args: string[], cache: string, cwd = packageRoot): [string, number][] {
  const env = { ...process.env, GRADLAB_KERNEL_CACHE: cache };
  execFileSync(process.execPath, args, { env, cwd });
  return readdirSync(cache).map((name) => [name, statSync(join(cache, name)).mtimeMs]);
}

test("after the build's filling no kernel has anything to compile or to pack", () => {
  const cache = temporaryFolder("filled");
  const fill = () => run([built("fill-caches.js")], cache, temporaryFolder("elsewhere"));
  const first = fill();
  const kinds = first.map(([name]) => name.split("-")[0]);
  expect(kinds).toEqual(["compiled", "types", "types"]);
  expect(fill()).toEqual(first);
});

test("what one kernel has compiled of TypeScript serves the next, whatever V8 was told between", () => {
  const cache = temporaryFolder("compiled");
  const code = `
    const { keepCompiled, loadTypescript } = await import(${urlOf("load-typescript.js")});
    const { optimize } = await import(${urlOf("optimize.js")});
    loadTypescript();
    optimize(false);
    optimize(true);
    keepCompiled();`;
  const load = () => run(["--input-type=module", "-e", code], cache);
  const first = load();
  expect(first).toHaveLength(1);
  expect(load()).toEqual(first);
});
