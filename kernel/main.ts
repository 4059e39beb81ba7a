/**
 * The kernel's process: `node dist/kernel/main.js CONNECTION_FILE`, as a kernelspec starts it.
 *
 * It owns the sockets (front.ts) and never runs user code, so it answers always. TypeScript works in
 * a thread of it (language/), which takes longest to start and so does it first, while the rest is
 * loaded; cells in a process of their own (engine/), for which there is time when clients have an answer.
 */
import { createLanguage } from "./language/worker-language.js";

const cwd = process.cwd();
const started = { cwd, language: createLanguage({ cwd }) };
const { runFront } = await import("./front.js");
await runFront(process.argv[2], started);
