import { requireNumber, ValueError } from "../../errors.js";
import { Random, requireSeed } from "../../random.js";
import { SearchReport } from "./search-report.js";
import { draw, narrow, type Params, type Space } from "./space.js";
import {
  byScore,
  singlePool,
  type Pool,
  type Trial,
  type TrialContext,
  type TrialRecord,
} from "./trial.js";

/** So many trials of so many epochs. */
export type Round = { trials: number; epochs: number };

export type SearchOptions = {
  /** The first ranges. */
  space: Space;
  /** Coarse to fine; 20 trials of 1 epoch and then 10 of 5 by default. */
  rounds?: readonly Round[];
  /** The share of the trials of a round around which the next one looks, from 0 to 1; 0.25 by default. */
  keep?: number;
  /** Seeds the draws; 0 by default. */
  seed?: number;
  /** A file to which each trial is added as a line of JSON. If it is there already, its trials are not run again. Node. */
  log?: string;
  /** How many threads, for a trial given by its module; by default as many as there are cores. */
  threads?: number;
  /** Called after each trial. */
  onTrial?: (record: TrialRecord) => void;
};

const ROUNDS: readonly Round[] = [
  { trials: 20, epochs: 1 },
  { trials: 10, epochs: 5 },
];

/**
 * Searches hyperparameters at random, coarse to fine: random points beat a grid of as many, because what matters
 * little wastes none of them (Bergstra & Bengio 2012, https://www.jmlr.org/papers/v13/bergstra12a.html).
 *
 * `trial` is a function, run in this thread; or the path or URL of a JavaScript module that exports it as its default,
 * run in worker threads on all cores (in this thread where there are none). A trial that throws ends the search.
 *
 * Which hyperparameters trial i gets depends on the seed and on the rounds before alone, never on which thread was
 * faster, so a search that was killed and run again with the same log ends as it would have.
 *
 * @throws ValueError if an option is out of range, or the log is of another search; DataError if the log is damaged.
 *
 * @example
 * const trial = ({ lr }) => ({ score: -Math.abs(Math.log10(lr) + 3) });
 * const report = await randomSearch(trial, { space: { lr: logUniform(1e-6, 1) }, seed: 1 });
 * Math.abs(Math.log10(report.best.params.lr) + 3) < 0.5; // true
 */
export async function randomSearch(
  trial: Trial | string | URL,
  options: SearchOptions,
): Promise<SearchReport> {
  const { rounds = ROUNDS, keep = 0.25, seed = 0, log: path, threads, onTrial } = options;
  requireSearch(options, rounds, keep, seed, threads);
  const identity = { space: options.space, seed, keep };
  const log = path === undefined ? undefined : await openLog(path, identity);
  const records: TrialRecord[] = [];
  let space = options.space;
  let first = 0;
  const pool = typeof trial === "function" ? singlePool(trial) : await workerPool(trial, threads);
  try {
    for (const [round, { trials, epochs }] of rounds.entries()) {
      if (round > 0) space = narrow(space, goodOf(records, round - 1, keep));
      const work = Array.from({ length: trials }, (_, i): TrialContext => {
        return { trial: first + i, round, epochs };
      });
      await runAll(pool, work, async (context) => {
        const params = draw(space, new Random(seed, context.trial));
        const known = log?.records.get(context.trial);
        const fits = known?.epochs === epochs && isSame(known.params, params);
        const record = fits
          ? { ...known, ...context }
          : { ...context, params, ...(await pool.run(params, context)) };
        if (!fits) await log?.add(record);
        records.push(record);
        onTrial?.(record);
      });
      first += trials;
    }
  } finally {
    await pool.close();
  }
  return new SearchReport(records, options.space, space);
}

const isSame = (a: Params, b: Params): boolean =>
  Object.keys(b).every((name) => a[name] === b[name]);

/** The best share of a round, at least one. */
function goodOf(records: readonly TrialRecord[], round: number, keep: number) {
  const done = records
    .filter((record) => record.round === round)
    .sort((a, b) => byScore(a, b) || a.trial - b.trial);
  return done.slice(0, Math.max(1, Math.round(keep * done.length))).map(({ params }) => params);
}

/** As many at once as the pool can; the first error ends it. */
async function runAll<T>(pool: Pool, work: readonly T[], one: (item: T) => Promise<void>) {
  const queue = [...work];
  const lane = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift())
      await one(item).catch((error: unknown) => {
        queue.length = 0;
        throw error;
      });
  };
  const lanes = await Promise.allSettled(Array.from({ length: pool.size }, lane));
  for (const end of lanes) if (end.status === "rejected") throw end.reason;
}

// Worker threads and files are Node's: they are loaded when a search asks for them.
const openLog = async (path: string, identity: object) =>
  (await import("../node/search-log.js")).openLog(path, identity);

async function workerPool(module: string | URL, threads: number | undefined): Promise<Pool> {
  const isNode = typeof (globalThis as { process?: unknown }).process === "object";
  if (isNode) return (await import("../node/search-workers.js")).workerPool(module, threads);
  const { default: trial } = (await import(String(module))) as { default: Trial };
  return singlePool(trial);
}

function requireSearch(
  { space }: SearchOptions,
  rounds: readonly Round[],
  keep: number,
  seed: number,
  threads = 1,
): void {
  const where = "randomSearch";
  if (Object.keys(space).length === 0)
    throw new ValueError(`${where}: space must have at least one range, got none`);
  if (rounds.length === 0)
    throw new ValueError(`${where}: rounds must hold at least one round, got none`);
  for (const { trials, epochs } of rounds) {
    requireNumber(where, "trials", trials, { min: 1, integer: true });
    requireNumber(where, "epochs", epochs, { min: 1, integer: true });
  }
  requireNumber(where, "keep", keep, { min: 0, max: 1 });
  requireSeed(where, seed);
  requireNumber(where, "threads", threads, { min: 1, integer: true });
}
