import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { progress } from "../../lib/display/progress.js";
import { Random } from "../../lib/random.js";
import { matches, outdated, readEquivalents } from "./equivalent.js";
import { exportsOf } from "./instrument.js";
import type { Job } from "./journal.js";
import { mutatedFiles, Mutator } from "./make-mutants.js";
import type { Mutant } from "./mutant.js";
import { runJobs } from "./pool.js";
import { count, grouped, reportText, shareOf } from "./report.js";
import { stateOf, Verdicts, type Result } from "./results.js";

const USAGE =
  "usage: npm run mutate -- [--files PART,PART] [--sample N] [--seed S] [--fresh | --believe]";
/** At least this share of the mutants must be caught. */
const WANTED = 0.95;
const WORKERS = 2;
/** So many mutants a process: enough to pay for its start, few enough to share the work. */
const PER_JOB = 150;
const SHARED_TESTS = [
  "test/lib/layers/fused.test.ts",
  "test/lib/check/grad-check.test.ts",
  "test/reference/golden.test.ts",
  "test/lib/bad-input.test.ts",
];

const root = process.cwd();
const cache = join(root, ".cache", "mutation");
const reports = join(root, "artifacts", "mutation");

const equivalents = readEquivalents(join(root, "test", "mutation", "equivalent.json"));
const isEquivalent = (mutant: Mutant): boolean =>
  equivalents.some((entry) => matches(entry, mutant));

type Way = Pick<Job, "way" | "backend">;

/** None, which has been said, if the command line is not as in `USAGE`. */
function readOptions() {
  try {
    return parseArgs({
      options: {
        files: { type: "string" },
        sample: { type: "string" },
        seed: { type: "string", default: "0" },
        fresh: { type: "boolean", default: false },
        believe: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    console.error(`mutate: ${(error as Error).message}\n${USAGE}`);
    return undefined;
  }
}

/** `npm run mutate`: puts mistakes into the library, one at a time, and counts those that its tests catch. */
async function main(): Promise<number> {
  const options = readOptions();
  if (!options) return 2;
  const numbers = [Number(options.sample ?? 1), Number(options.seed)];
  if (!numbers.every((n) => Number.isInteger(n) && n >= 0)) {
    console.error(USAGE);
    return 2;
  }
  const parts = options.files?.split(",");
  const files = mutatedFiles(root).filter((file) => !parts || parts.some((p) => file.includes(p)));
  if (files.length === 0) {
    console.error(
      `mutate: expected --files to name a source of the library, got ${String(options.files)}`,
    );
    return 2;
  }
  const sample = options.sample === undefined ? undefined : Number(options.sample);
  const mutants = pick(makeMutants(files), sample, Number(options.seed));

  const suite = stateOf(root, ["lib", "test/lib", "test/golden", "test/reference"]);
  const verdicts = new Verdicts(join(cache, "verdicts.json"), suite, options);
  await judge(mutants, verdicts);
  const results = mutants.map(({ id, file, kind, line, before, after }): Result => {
    const caughtBy = verdicts.caughtBy(id);
    return { id, file, kind, line, before, after, ...(caughtBy !== undefined && { caughtBy }) };
  });
  return report(results, files, sample === undefined);
}

function makeMutants(files: readonly string[]): Mutant[] {
  const bar = progress({ total: files.length, label: "sources read" });
  const mutator = new Mutator(root);
  const mutants = files.flatMap((file, i) => {
    bar.update(i, file);
    return mutator.mutantsOf(file);
  });
  bar.done(`${mutants.length} mutants`);
  return mutants;
}

/** `sample` of the mutants, drawn without order; all of them by default. */
function pick(mutants: readonly Mutant[], sample: number | undefined, seed: number): Mutant[] {
  if (sample === undefined) return [...mutants];
  const order = new Random(seed).permutation(mutants.length);
  const chosen = new Set(order.slice(0, sample));
  return mutants.filter((_, i) => chosen.has(i));
}

/** A mutant that no test has caught, and whether it was really put to the tests. */
type Alive = { mutant: Mutant; unclear: boolean };

/**
 * First all at once by a switchboard; then, what that cannot tell, in place; at last what seems to live once more on
 * wasm, for it may stand where the steps give way to that backend's kernels.
 */
async function judge(mutants: readonly Mutant[], verdicts: Verdicts): Promise<void> {
  const open = mutants.filter(({ id }) => !verdicts.has(id));
  const byId = new Map(open.map((mutant) => [mutant.id, mutant]));
  const bar = progress({ total: mutants.length, label: "mutants" });
  let done = mutants.length - open.length;
  bar.update(done);

  const aliveOf = async (candidates: readonly Mutant[], way: Way): Promise<Alive[]> => {
    const alive: Alive[] = [];
    await runJobs(
      jobsOf(candidates, way),
      WORKERS,
      (job, found) => {
        verdicts.add(found.filter(({ caughtBy }) => caughtBy !== undefined));
        for (const { id, caughtBy, unclear } of found) {
          const mutant = byId.get(id);
          if (mutant && caughtBy === undefined)
            alive.push({ mutant, unclear: unclear || hasValues(job.file) });
        }
        bar.update(done, job.file);
      },
      () => bar.update(++done),
    );
    return alive;
  };

  const switched = await aliveOf(open, { way: "switched", backend: "reference" });
  const unclear = switched.filter((each) => each.unclear).map(({ mutant }) => mutant);
  const inPlace = await aliveOf(unclear, { way: "in place", backend: "reference" });
  const left = [...switched.filter((each) => !each.unclear), ...inPlace];
  const suspects = left.map(({ mutant }) => mutant).filter((mutant) => !isEquivalent(mutant));
  await aliveOf(suspects, { way: "in place", backend: "wasm" });
  verdicts.add(left.map(({ mutant: { id } }) => ({ id })).filter(({ id }) => !verdicts.has(id)));
  bar.done();
}

/** A value that a module gives out (an object, a class) does not pass through the switchboard. */
const hasValues = (file: string): boolean =>
  exportsOf(file, readFileSync(join(root, file), "utf8")).values.length > 0;

function jobsOf(mutants: readonly Mutant[], { way, backend }: Way): Job[] {
  mkdirSync(cache, { recursive: true });
  const perJob = way === "switched" ? PER_JOB : 40;
  return [...grouped(mutants, "file")].flatMap(([file, group]) =>
    Array.from({ length: Math.ceil(group.length / perJob) }, (_, i): Job => {
      const name = `${file.replaceAll("/", "-")}.${way === "switched" ? "s" : "p"}${i}`;
      return {
        file,
        way,
        backend,
        mutants: group.slice(i * perJob, (i + 1) * perJob),
        tests: testsOf(file),
        journal: join(cache, `${name}.journal`),
      };
    }),
  );
}

/** The tests that mirror the file's folder, then those of gradients, reference values and bad input. */
function testsOf(file: string): string[] {
  const folder = join("test", "lib", file.split("/")[1]);
  const own = readdirSync(join(root, folder), { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => path.endsWith(".test.ts"));
  const stem = file.split("/").at(-1)?.replace(".ts", "") ?? "";
  const mirrors = (path: string): number => (path.includes(`/${stem}.test`) ? 0 : 1);
  return [...new Set([...own.sort((a, b) => mirrors(a) - mirrors(b)), ...SHARED_TESTS])];
}

function report(results: readonly Result[], files: readonly string[], whole: boolean): number {
  const concerned = equivalents.filter(({ file }) => files.includes(file));
  const same = results.filter((result) => concerned.some((entry) => matches(entry, result)));
  const equivalent = new Set(same.map(({ id }) => id));
  const text = reportText(results, equivalent);
  mkdirSync(reports, { recursive: true });
  writeFileSync(join(reports, "report.txt"), text);
  writeFileSync(join(reports, "report.json"), JSON.stringify(results, undefined, 1));
  console.log(text);
  const stale = whole ? outdated(concerned, results) : [];
  if (stale.length > 0) console.log(`equivalent.json is out of date:\n  ${stale.join("\n  ")}\n`);
  const counts = count(results, equivalent);
  const share = shareOf(counts);
  console.log(
    `${counts.mutants} mutants: ${counts.caught} caught, ${counts.equivalent} equivalent, ` +
      `${counts.survived} survived: ${(100 * share).toFixed(1)} % (at least ${100 * WANTED} % wanted)`,
  );
  return share >= WANTED && stale.length === 0 ? 0 : 1;
}

process.exitCode = await main();
