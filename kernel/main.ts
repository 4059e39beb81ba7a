/**
 * The kernel's process: `node dist/kernel/main.js CONNECTION_FILE`, as a kernelspec starts it.
 *
 * It is tslab's kernel with small repairs, each in a file of its own under `tslab/`.
 */
import { readFileSync } from "node:fs";
import { reportErrors } from "./tslab/errors.js";
import { announceCells } from "./tslab/execute-input.js";
import { resolveGradlab, typeGradlab } from "./tslab/import-gradlab.js";
import { mendInterrupts } from "./tslab/interrupts.js";
import { nameKernel } from "./tslab/kernel-info.js";
import { loadTslab, requireFromTslab } from "./tslab/modules.js";
import { endWithParent } from "./tslab/parent.js";
import { showRichValues } from "./tslab/rich-values.js";
import { queueSends } from "./tslab/send-queue.js";
import { expandShorthand } from "./tslab/shorthand.js";
import { joinStreams } from "./tslab/streams.js";

const configPath = process.argv[2];
if (!configPath) {
  console.error("kernel: expected the path of a connection file, got no argument");
  process.exit(2);
}
try {
  JSON.parse(readFileSync(configPath, "utf8"));
} catch (error) {
  console.error(`kernel: cannot read the connection file ${configPath}:`, error);
  process.exit(2);
}

endWithParent();
resolveGradlab();
typeGradlab(requireFromTslab);
const tslab = loadTslab();
nameKernel(tslab);
queueSends(tslab, joinStreams(tslab));
showRichValues(tslab);
expandShorthand(tslab, requireFromTslab);
mendInterrupts(tslab);
reportErrors(tslab);
announceCells(tslab);
tslab.main.startKernel({ configPath, enableFindLocal: false });
