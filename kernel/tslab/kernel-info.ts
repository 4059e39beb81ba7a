import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../paths.js";
import { requireFromTslab, type Tslab } from "./modules.js";

/** Says what this kernel is, and which TypeScript it runs (tslab always answers 3.7.2). */
export function nameKernel(tslab: Tslab): void {
  const file = readFileSync(join(packageRoot, "package.json"), "utf8");
  const { version } = JSON.parse(file) as { version: string };
  const typescript = requireFromTslab("@tslab/typescript-for-tslab/package.json") as {
    version: string;
  };
  const handler = tslab.jupyter.JupyterHandlerImpl.prototype;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its handler below
  const handleKernel = handler.handleKernel;
  handler.handleKernel = function () {
    const info = handleKernel.call(this);
    return {
      ...info,
      implementation: "gradlab",
      implementation_version: version,
      banner: `gradlab ${version}, TypeScript ${typescript.version}, Node ${process.versions.node}`,
      language_info: {
        ...info.language_info,
        version: typescript.version,
        pygments_lexer: "typescript",
      },
    };
  };
}
