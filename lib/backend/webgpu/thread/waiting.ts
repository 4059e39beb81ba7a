/**
 * Waiting for Dawn in Node, which looks for answers whenever the thread has nothing else to do. A page is told of them
 * and needs none of this.
 */

/** Milliseconds that an answer may take before it is looked for less often. */
const SOON = 1;

/** How long a nap is: as a part of the time that passed, and milliseconds at most. */
const PART = 1 / 8;
const LONGEST = 1;

/** Milliseconds for which more is expected after an answer. */
const AWAKE = 0.2;

/** Has Node call a function when it has looked for events, Dawn's among them. */
const afterLooking = (call: () => void): void =>
  (globalThis as unknown as { setImmediate: typeof afterLooking }).setImmediate(call);

/**
 * Waits for an answer, and sleeps now and then. Looking for it keeps one processor busy; a GPU that is a processor
 * itself has half of two left.
 */
export async function withNaps<Answer>(answer: Promise<Answer>): Promise<Answer> {
  const state = { said: false };
  const notice = (): void => void (state.said = true);
  answer.then(notice, notice);
  const bed = new Int32Array(new SharedArrayBuffer(4));
  const began = performance.now();
  for (;;) {
    await new Promise<void>(afterLooking);
    if (state.said) return answer;
    const passed = performance.now() - began;
    if (passed > SOON) Atomics.wait(bed, 0, 0, Math.min(LONGEST, passed * PART));
  }
}

/** Stays awake for what comes after an answer: to wake up takes a tenth of the time of a small product. */
export function stayAwake(): void {
  const end = performance.now() + AWAKE;
  const turn = (): void => {
    if (performance.now() < end) afterLooking(turn);
  };
  turn();
}
