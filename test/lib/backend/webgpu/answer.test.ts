import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { afterEach, describe, expect, it } from "vitest";
import { waitFor } from "../../../../lib/backend/webgpu/answer.js";
import { ANSWER, ANSWER_HEAD } from "../../../../lib/backend/webgpu/thread/protocol.js";

let thread: Worker | undefined;
afterEach(() => thread?.terminate());

/** Memory for an answer, and a thread that wakes whoever waits for it so many times before there is one. */
async function wokenEarly(times: number, kind: number, text: string): Promise<SharedArrayBuffer> {
  const answer = new SharedArrayBuffer(ANSWER_HEAD + 64);
  const program = `
    const { workerData: { answer, times, kind, text }, parentPort } = require("node:worker_threads");
    const words = new Int32Array(answer);
    const nap = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
    parentPort.postMessage("here");
    for (let i = 0; i < times; i++) { nap(); Atomics.notify(words, 0); }
    new Uint8Array(answer, ${ANSWER_HEAD}).set(new TextEncoder().encode(text));
    words[1] = text.length;
    Atomics.store(words, 0, kind);
    Atomics.notify(words, 0);`;
  thread = new Worker(program, { eval: true, workerData: { answer, times, kind, text } });
  await once(thread, "message");
  return answer;
}

describe("who waits for an answer and is woken before there is one", () => {
  it("sleeps again until it is there", async () => {
    const answer = await wokenEarly(50, ANSWER.numbers, "numbers");
    expect(Buffer.from(waitFor(answer)).toString()).toBe("numbers");
  });

  it("is told what went wrong", async () => {
    const answer = await wokenEarly(50, ANSWER.failure, "a driver was reset");
    expect(() => waitFor(answer)).toThrow("a driver was reset");
  });

  it("waits no longer in all than it has patience", async () => {
    const answer = await wokenEarly(1e6, ANSWER.numbers, "numbers");
    const began = performance.now();
    expect(() => waitFor(answer, 100)).toThrow("expected an answer within 0.1 seconds, got none");
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});
