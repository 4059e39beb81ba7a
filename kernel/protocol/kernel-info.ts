import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { packageRoot } from "../paths.js";
import { PROTOCOL_VERSION } from "../wire/message.js";
import type { Handler } from "./handler.js";

interface Package {
  version: string;
}

const read = (file: string) => JSON.parse(readFileSync(file, "utf8")) as Package;
const own = read(join(packageRoot, "package.json"));
const typescript = read(createRequire(import.meta.url).resolve("typescript/package.json"));

export const kernelInfo: Handler = () => ({
  status: "ok",
  protocol_version: PROTOCOL_VERSION,
  implementation: "gradlab",
  implementation_version: own.version,
  banner: `gradlab ${own.version}, TypeScript ${typescript.version}, Node ${process.versions.node}`,
  language_info: {
    name: "typescript",
    version: typescript.version,
    mimetype: "application/typescript",
    file_extension: ".ts",
    pygments_lexer: "typescript",
    nbconvert_exporter: "script",
    codemirror_mode: "typescript",
  },
  help_links: [
    { text: "TypeScript handbook", url: "https://www.typescriptlang.org/docs/handbook/" },
    { text: "Node.js", url: "https://nodejs.org/api/" },
  ],
  debugger: true,
  supported_features: ["debugger"],
});
