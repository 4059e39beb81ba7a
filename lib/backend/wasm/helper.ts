/**
 * What another thread runs, and the words in shared memory by which it and the thread that gives work understand each
 * other. A job is a kernel and the arguments of its parts. Which parts nobody has taken yet stands in one word, the
 * ticket: this thread takes from their beginning, the others from their end, so that each works at the places where it
 * worked before, and whoever is late or was held up leaves his parts to the rest.
 */

/** The first of the parts that nobody has taken, and behind its 8 bits the first that is no part. */
export const TICKET = 0;
/** How many threads sleep. */
export const ASLEEP = 1;
/** The kernel, and how many arguments it takes. */
export const KERNEL = 2;
export const COUNT = 3;
/** Place and size of its module, if it is compiled. */
export const MODULE = 4;
export const SIZE = 5;
/** A bit for each part that another thread could not do: this one does it, or learns what is wrong with it. */
export const FAILED = 6;
/** Words in a line of the cache: each thread has one, whose first word is 1 while it works. */
export const LINE_WORDS = 16;
const WORDS = 5 * LINE_WORDS;

/** Arguments lie behind the words, as float64, those of each part in a row. */
export const MOST_PARTS = 16;
export const MOST_ARGUMENTS = 24;
const VALUES = MOST_PARTS * MOST_ARGUMENTS;

/** Bytes of all that. */
export const JOB = 4 * WORDS + 8 * VALUES;

export const wordsOf = (buffer: ArrayBuffer, job: number): Int32Array =>
  new Int32Array(buffer, job, WORDS);
export const valuesOf = (buffer: ArrayBuffer, job: number): Float64Array =>
  new Float64Array(buffer, job + 4 * WORDS, VALUES);

/** How often to look before the clock is asked, or before sleeping. */
export const LOOKS = 500;

/**
 * Milliseconds for which a thread without work looks out for some before it sleeps, at least and at most: to be woken
 * takes a tenth of one. Twice as long each time that work came, half as long each time that none did.
 */
const PATIENCE = [0.03, 0.5];

/** Milliseconds after which some looks must have been interrupted: others want the processor, so that it sleeps. */
const HELD_UP = 0.1;

/** It is text, because there is no file of it that Node, a bundle and a page would all find. */
export const PROGRAM = `
const work = ({ module, memory, job, workspace, thread }) => {
  const { exp, log, tanh, pow } = Math;
  const erf = () => NaN; // never called: see expression.ts
  const { exports } = new WebAssembly.Instance(module, { env: { memory }, host: { exp, log, tanh, pow, erf } });
  const kernels = Object.keys(exports).sort().map((name) => exports[name]);
  // A compiled program, which comes the first time: see Engine.link. A module is not made of memory that is shared.
  const linked = (place, size) => {
    const bytes = new Uint8Array(memory.buffer, place, size).slice();
    return new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory }, kernels: exports }).exports.run;
  };
  const words = new Int32Array(memory.buffer, job, ${WORDS});
  const values = new Float64Array(memory.buffer, job + ${4 * WORDS}, ${VALUES});
  const parts = () => Atomics.load(words, ${TICKET});
  const isEmpty = (ticket) => ticket >> 8 === (ticket & 255);
  const busy = ${LINE_WORDS} * (1 + thread);

  let patience = ${PATIENCE[0]};
  const waitForWork = () => {
    let now = performance.now();
    const end = now + patience;
    for (let before = now; now < end && now - before < ${HELD_UP}; ) {
      for (let i = 0; i < ${LOOKS}; i++)
        if (!isEmpty(parts())) {
          patience = Math.min(2 * patience, ${PATIENCE[1]});
          return;
        }
      before = now;
      now = performance.now();
    }
    patience = Math.max(patience / 2, ${PATIENCE[0]});
    const ticket = parts();
    if (!isEmpty(ticket)) return;
    Atomics.add(words, ${ASLEEP}, 1);
    Atomics.wait(words, ${TICKET}, ticket);
    Atomics.sub(words, ${ASLEEP}, 1);
  };

  for (;;) {
    waitForWork();
    Atomics.store(words, busy, 1);
    for (let ticket = parts(); !isEmpty(ticket); ticket = parts()) {
      if (Atomics.compareExchange(words, ${TICKET}, ticket, ticket - 256) !== ticket) continue;
      const part = (ticket >> 8) - 1;
      const first = part * ${MOST_ARGUMENTS};
      try {
        const kernel = (kernels[words[${KERNEL}]] ??= linked(words[${MODULE}] >>> 0, words[${SIZE}]));
        kernel(...values.subarray(first, first + words[${COUNT}]), workspace, thread);
      } catch {
        Atomics.or(words, ${FAILED}, 1 << part);
      }
    }
    Atomics.store(words, busy, 0);
    Atomics.notify(words, busy);
  }
};
const port = globalThis.process?.getBuiltinModule?.("node:worker_threads").parentPort;
if (port) port.once("message", work);
else self.onmessage = ({ data }) => work(data);
`;
