import { execFileSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { packageRoot } from "../../../kernel/paths.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

test("what one kernel has compiled of TypeScript serves the next, whatever V8 was told between", () => {
  const folder = temporaryFolder("compiled");
  const built = (name: string) =>
    JSON.stringify(pathToFileURL(join(packageRoot, "dist", "kernel", "language", name)));
  const code = `
    const { keepCompiled } = await import(${built("load-typescript.js")});
    const { optimize } = await import(${built("optimize.js")});
    optimize(false);
    optimize(true);
    keepCompiled();`;
  const run = () => {
    execFileSync(process.execPath, ["--input-type=module", "-e", code], {
      env: { ...process.env, GRADLAB_KERNEL_CACHE: folder },
    });
    return readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mtimeMs]);
  };
  const first = run();
  expect(first).toHaveLength(1);
  expect(run()).toEqual(first);
});
