import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { installKernel } from "../../../kernel/jupyter/install.js";
import { freshEnvironment } from "../../support/fresh-environment.js";
import { needs } from "../../support/needs.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const home = temporaryFolder("kernel-tests");

it("the installed kernel passes Jupyter's own tests, all but that of the pager", (context) => {
  const python = needs("jupyter_kernel_test", context);
  installKernel(join(home, "data"));
  const script = fileURLToPath(new URL("kernel_tests.py", import.meta.url));
  const { status, stderr } = spawnSync(python, [script], {
    encoding: "utf8",
    env: { ...freshEnvironment(home), GRADLAB_HISTORY: join(home, "history.jsonl") },
    timeout: 120_000,
  });
  expect(stderr).toContain("Ran 13 tests");
  expect(stderr).toMatch(/OK \(skipped=1\)\s*$/);
  expect(status).toBe(0);
}, 150_000);
