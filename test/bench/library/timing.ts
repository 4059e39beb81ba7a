/** Milliseconds for which a thing runs before it is timed, at least twice: V8 compiles only what has run many times. */
const WARM_UP = 3000;

/** Milliseconds for which runs are timed: of what takes a tenth of a second, twenty or so. */
const TIMED = 3000;

/** How long one run takes, in ms: the median of at least `least` runs, and of more while `budget` ms last. */
export function time(run: () => unknown, least = 3, budget = TIMED): number {
  const opened = performance.now();
  run();
  run();
  while (performance.now() - opened < WARM_UP) run();
  const times: number[] = [];
  const began = performance.now();
  while (times.length < least || (performance.now() - began < budget && times.length < 200)) {
    const start = performance.now();
    run();
    times.push(performance.now() - start);
  }
  return median(times);
}

/** Milliseconds of a first run after which no other is waited for. */
const LONG = 5000;

/** The same for runs that are waited for; of one that takes long the first, with its compilation, is all. */
export async function timeAsync(
  run: () => Promise<unknown>,
  least = 3,
  budget = TIMED,
): Promise<number> {
  const opened = performance.now();
  await run();
  const first = performance.now() - opened;
  if (first > LONG) return first;
  await run();
  while (performance.now() - opened < WARM_UP) await run();
  const times: number[] = [];
  const began = performance.now();
  while (times.length < least || (performance.now() - began < budget && times.length < 200)) {
    const start = performance.now();
    await run();
    times.push(performance.now() - start);
  }
  return median(times);
}

function median(values: number[]): number {
  values.sort((a, b) => a - b);
  const middle = Math.floor(values.length / 2);
  return values.length % 2 === 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}
