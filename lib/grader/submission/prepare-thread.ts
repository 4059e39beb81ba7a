/** A thread that reads and compiles submissions, which may be made to take forever or to fill the memory. */
import { parentPort } from "node:worker_threads";
import { messageOf, UserError } from "../../../kernel/errors.js";
import { loadTypescript } from "../../../kernel/language/load-typescript.js";
import { prepare } from "./prepare.js";
import type { Answer, Request } from "./preparer.js";

// Meanwhile there is other work to do.
loadTypescript();

parentPort?.on("message", ({ source, ids }: Request) => {
  let answer: Answer;
  try {
    answer = { prepared: prepare(source, ids) };
  } catch (error) {
    answer = { problem: messageOf(error), ours: !(error instanceof UserError) };
  }
  parentPort?.postMessage(answer);
});
