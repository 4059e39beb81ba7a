import { receiveMessageOnPort, type MessagePort } from "node:worker_threads";
import { ANSWERED } from "../messages.js";
import { report } from "./reports.js";
import { livingScope } from "./scope.js";
import { print } from "./streams.js";
import { Atomics, Error, String } from "../own.js";

/** How user code reads a line from the person at the notebook. */
export interface Questions {
  /** Blocks until the answer is there; an empty one is `preset` if there is one. */
  prompt(text?: string, preset?: string): string;
  input(text?: string, options?: { password?: boolean }): string;
  confirm(text?: string): boolean;
  alert(text?: string): void;
}

export function questions(flags: Int32Array, answers: MessagePort): Questions {
  const ask = (text: string, password = false): string => {
    const { cell, allowStdin } = livingScope();
    if (!allowStdin)
      throw new Error(
        "prompt: expected someone to answer, but this notebook is run without input; write the value into the cell instead",
      );
    while (receiveMessageOnPort(answers)); // an answer to a question that was interrupted
    Atomics.store(flags, ANSWERED, 0);
    report({ type: "question", cell, prompt: text, password });
    // What was told of an answer before may wake this question, if the helper was held up.
    while (Atomics.load(flags, ANSWERED) === 0) Atomics.wait(flags, ANSWERED, 0);
    return String(receiveMessageOnPort(answers)?.message ?? "");
  };
  return {
    prompt: (text = "", preset = "") => ask(preset === "" ? text : `${text} [${preset}]`) || preset,
    input: (text = "", { password = false } = {}) => ask(text, password),
    confirm: (text = "") => /^\s*(y|yes)\s*$/i.test(ask(`${text} [y/N]`)),
    alert: (text = "") => print("stdout", `${text}\n`),
  };
}
