import { ANSWER, ANSWER_HEAD } from "./thread/protocol.js";

/** The bytes of an answer. @throws Error if it says what went wrong, or none comes for so many milliseconds. */
export function waitFor(answer: SharedArrayBuffer, patience = Infinity): Uint8Array {
  if (!sleepUntilSaid(answer, patience))
    throw new Error(`expected an answer within ${patience / 1000} seconds, got none`);
  const words = new Int32Array(answer);
  const bytes = new Uint8Array(answer, ANSWER_HEAD, words[1]);
  if (words[0] === ANSWER.failure) throw new Error(textOf(bytes));
  return bytes;
}

/**
 * Sleeps until there is an answer; false if none comes for so many milliseconds. Being woken does not mean that there
 * is one: memory for answers is used again, and a thread held up between an answer and the call that wakes whoever
 * waits for it wakes whoever waits for the next.
 */
export function sleepUntilSaid(answer: SharedArrayBuffer, patience: number): boolean {
  const words = new Int32Array(answer);
  const end = performance.now() + patience;
  while (Atomics.load(words, 0) === ANSWER.none)
    if (Atomics.wait(words, 0, ANSWER.none, end - performance.now()) === "timed-out") return false;
  return true;
}

/** A decoder takes no shared memory. */
export const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes.slice());
