import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vitest/config";
import { createVitest, type CliOptions, type TestSpecification, type Vitest } from "vitest/node";
import { functionsAround, instrument, SHARED, switchboard } from "./instrument.js";
import type { Job, Note } from "./journal.js";

/** Runs tests against mutants in a process of its own, which can be ended when one of them hangs. */
const root = process.cwd();
const VIRTUAL = "virtual:mutation-job";

/** Texts that stand in for files, by path; the path of a mutant carries its id. */
const texts = new Map<string, string>();
const plugin: Plugin = {
  name: "mutants",
  enforce: "pre",
  resolveId: (id) => (id === VIRTUAL ? `\0${VIRTUAL}` : undefined),
  load: (id) => texts.get(id),
};

const quiet: CliOptions = {
  root,
  watch: false,
  passWithNoTests: true,
  reporters: [{}],
  isolate: false,
  maxWorkers: 1,
  pool: "threads",
};

/** Keeps the order of the tests as the job gives it. */
class AsGiven {
  shard = (files: TestSpecification[]): TestSpecification[] => files;
  sort = (files: TestSpecification[]): TestSpecification[] => files;
}

async function start(more: { runner?: string; bail?: number }): Promise<Vitest> {
  return createVitest(
    "test",
    { ...quiet, ...more, sequence: { sequencer: AsGiven } },
    { plugins: [plugin], cacheDir: join(root, ".cache", "mutation", "vite") },
  );
}

const note = (job: Job, entry: Note): void =>
  appendFileSync(job.journal, `${JSON.stringify(entry)}\n`);

const specificationsOf = (vitest: Vitest, job: Job): TestSpecification[] =>
  job.tests.map((test) => vitest.getRootProject().createSpecification(join(root, test)));

/** The switchboard takes the file's place; the file itself and its mutants stand beside it. */
async function switched(job: Job): Promise<void> {
  const path = join(root, job.file);
  const source = readFileSync(path, "utf8");
  const { text, reaches } = instrument(job.file, source);
  texts.set(`${path}?as-it-is`, text);
  texts.set(path, switchboard(job.file, source, `${path}?as-it-is`));
  const trials = job.mutants.map(({ id, text: mutated, position }) => {
    const url = `${path}?mutant=${id}`;
    texts.set(url, mutated);
    const load = `() => import(${JSON.stringify(url)})`;
    return `{ id: "${id}", functions: [${String(functionsAround(reaches, position))}], load: ${load} }`;
  });
  const fields = `shared: ${JSON.stringify(SHARED)}, journal: ${JSON.stringify(job.journal)}`;
  texts.set(`\0${VIRTUAL}`, `export default { ${fields}, trials: [${trials.join(",\n")}] };`);
  const vitest = await start({ runner: join(root, "test", "mutation", "runner.ts") });
  const { testModules } = await vitest.runTestSpecifications(specificationsOf(vitest, job));
  for (const module of testModules)
    if (!module.ok()) {
      const tests = [...module.children.allTests("failed")];
      const errors = [...module.errors(), ...tests.flatMap((test) => test.result().errors ?? [])];
      const message = errors.map((error) => error.message).join("; ");
      note(job, { note: "broken", test: module.relativeModuleId, message });
    }
}

async function inPlace(job: Job): Promise<void> {
  const path = join(root, job.file);
  const vitest = await start({ bail: 1 });
  const tests = specificationsOf(vitest, job);
  for (const { id, text } of job.mutants) {
    note(job, { note: "trying", id, test: "all", limit: 60_000 });
    texts.set(path, text);
    vitest.invalidateFile(path);
    const { testModules } = await vitest.rerunTestSpecifications(tests);
    const failed = testModules.find((module) => !module.ok());
    if (!failed) {
      note(job, { note: "passed", id });
      continue;
    }
    const names = [...failed.children.allTests("failed")].map(({ name }) => name);
    note(job, { note: "caught", id, test: [failed.relativeModuleId, ...names].join(" > ") });
  }
}

process.once("message", (job: Job) => {
  const done = job.way === "switched" ? switched(job) : inPlace(job);
  done.then(
    () => note(job, { note: "finished" }),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
