import { loadTypescript } from "./load-typescript.js";

loadTypescript();
/**
 * TypeScript's compiler, required: an `import` of a CommonJS module has Node look through its nine
 * megabytes for names to export, which takes 0.3 s and 30 MB.
 */
// eslint-disable-next-line @typescript-eslint/no-require-imports
import ts = require("typescript");

export default ts;
