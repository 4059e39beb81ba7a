/** Sets up packages and the build, for scripts that use dist/: `npm run golden`, `npm run facts`. */
import { ensureBuild } from "./build.mjs";
import { requireNode } from "./node-version.mjs";
import { ensurePackages } from "./packages.mjs";
import { runMain } from "./say.mjs";

await runMain(() => {
  requireNode();
  ensurePackages();
  ensureBuild();
  return Promise.resolve(0);
});
