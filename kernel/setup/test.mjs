/**
 * `npm test`: sets up what is missing and runs every check: types, lint, format, then the tests.
 *
 * Closes with the names of what failed and one line, `N passed, N failed, N skipped`. What this machine
 * cannot do is skipped by name; with CI=true a skip is a failure. Arguments after `--` go to vitest.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ensureBuild } from "./build.mjs";
import { deno, ensureDeno } from "./deno.mjs";
import { ensureNbgrader } from "./nbgrader.mjs";
import { requireNode } from "./node-version.mjs";
import { ensurePackages } from "./packages.mjs";
import { root, runHere } from "./process.mjs";
import { ensureJupyterLab } from "./python.mjs";
import { runMain, say, SetupError } from "./say.mjs";

const bin = (/** @type {string[]} */ ...path) => join(root, "node_modules", ...path);
const checks = [
  { name: "types", command: [bin("typescript", "bin", "tsc"), "-p", "tsconfig.json"] },
  { name: "lint", command: [bin("eslint", "bin", "eslint.js"), "."] },
  { name: "format", command: [bin("prettier", "bin", "prettier.cjs"), "--check", "."] },
];

/**
 * @typedef {object} Host how a program runs a file and a text
 * @property {string[]} run
 * @property {string[]} evaluate
 *
 * @typedef {{ name: string, files: string[], where: string, env: Record<string, string>, host?: Host }} Round
 */

/** @type {Host} */
const node = {
  run: [process.execPath],
  evaluate: [process.execPath, "--input-type=module", "--eval"],
};

const inFolders = (/** @type {string[]} */ ...names) => names.map((name) => `test/lib/${name}/`);
const computing = {
  name: "layers, losses and optimizers",
  files: inFolders("layers", "losses", "optim"),
};
/** Optimizers do nothing that small tensors would share among threads. */
const shared = { name: "layers and losses", files: inFolders("layers", "losses") };
/** On wasm where nothing is so small that plain loops or one thread do it. */
const kernels = { GRADLAB_BACKEND: "wasm", GRADLAB_TEST_NOTHING_SMALL: "true" };
const gpu = {
  name: "the webgpu backend",
  files: ["against-reference", "training"].map((name) => `test/lib/backend/webgpu/${name}.test.ts`),
};

/**
 * What computes is tested on other backends than the default one too: the reference, the kernels of wasm in one and
 * in two threads, and webgpu; that one on another implementation of WebGPU than Dawn.
 *
 * @type {Round[]}
 */
const again = [
  { ...computing, where: "on the reference", env: { GRADLAB_BACKEND: "reference" } },
  { ...computing, where: "on wasm in one thread", env: { ...kernels, GRADLAB_THREADS: "1" } },
  { ...shared, where: "on wasm in two threads", env: { ...kernels, GRADLAB_THREADS: "2" } },
  { ...computing, where: "on webgpu", env: { GRADLAB_BACKEND: "webgpu" } },
  { ...gpu, where: "on Deno's wgpu", env: { ...deno.env, GRADLAB_BACKEND: "webgpu" }, host: deno },
];

/** Of vitest that was interrupted or broke. */
const lost = { name: "vitest", reason: "ended without a report" };

await runMain(async () => {
  try {
    requireNode();
    ensurePackages();
    ensureBuild();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    return close({ passed: 0, failed: [{ name: "setup", reason: error.message }], skipped: [] });
  }
  say(`checking ${checks.map((check) => check.name).join(", ")} …`);
  const checking = Promise.all(checks.map(runCheck)); // while the following is installed

  const trouble = ensureJupyterLab();
  if (trouble) say(`${trouble}; tests that need JupyterLab are skipped`);

  const lacking = ensureNbgrader();
  if (lacking) say(`${lacking}; tests that need nbgrader are skipped`);

  const noDeno = ensureDeno();
  if (noDeno) say(`${noDeno}; tests that need Deno are skipped`);

  const results = await checking;
  const chosen = process.argv.slice(2);
  const reports = [await runTests(chosen)];
  for (const { name, files, where, env, host = node } of chosen.length === 0 ? again : []) {
    if (reports.some((report) => report.failed.includes(lost))) break;
    const obstacle = (host === deno && noDeno) || obstacleTo(env, host);
    if (obstacle !== "") {
      const skipped = [{ name: `${name} ${where}`, reason: obstacle }];
      reports.push({ passed: 0, failed: [], skipped });
      continue;
    }
    say(`testing ${name} ${where} …`);
    const report = await runTests(files, env, host);
    for (const test of report.failed) test.name = `${where}: ${test.name}`;
    reports.push(report);
  }
  const unmet = checks.filter((_, i) => !results[i]);
  return close({
    passed: reports.reduce((sum, report) => sum + report.passed, checks.length - unmet.length),
    failed: [
      ...unmet.map(({ name }) => ({ name, reason: "see above" })),
      ...reports.flatMap((report) => report.failed),
    ],
    skipped: reports.flatMap((report) => report.skipped),
  });
});

/**
 * @param {{ name: string, command: string[] }} check
 * @returns {Promise<boolean>} whether it passed
 */
function runCheck({ name, command }) {
  const child = spawn(process.execPath, command, { cwd: root });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => (printed += String(chunk)));
  }
  return new Promise((resolve) => {
    child.on("close", (code) => {
      console.log(`${code === 0 ? "✓" : "✗"} ${name}`);
      if (code !== 0) console.log(printed.trimEnd());
      resolve(code === 0);
    });
  });
}

/**
 * Why the library makes no tensors in such an environment; "" if it does.
 *
 * @param {Record<string, string>} env
 * @param {Host} host
 */
function obstacleTo(env, { evaluate: [program, ...flags] }) {
  const library = pathToFileURL(join(root, "dist", "lib", "index.js")).href;
  const script = `import { zeros } from ${JSON.stringify(library)};
    try { zeros([1]); } catch (error) { console.log(error.message); }`;
  const { status, stdout, stderr } = spawnSync(program, [...flags, script], {
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
  return status === 0 ? stdout.trim() : `the library does not start: ${stderr.trim()}`;
}

/**
 * @param {string[]} rest
 * @param {Record<string, string>} env
 * @param {Host} host
 * @returns {Promise<import("./test-reporter.mjs").Report>}
 */
async function runTests(rest, env = {}, { run } = node) {
  const file = join(root, ".cache", `test-report-${process.pid}.json`);
  mkdirSync(join(root, ".cache"), { recursive: true });
  const reporter = join(root, "kernel", "setup", "test-reporter.mjs");
  const reporters = ["--reporter=default", `--reporter=${reporter}`];
  try {
    await runHere([...run, bin("vitest", "vitest.mjs"), "run", ...reporters, ...rest], {
      ...env,
      GRADLAB_TEST_REPORT: file,
    });
    const report = JSON.parse(readFileSync(file, "utf8"));
    if (report.passed + report.failed.length + report.skipped.length === 0) {
      report.failed.push({ name: rest.join(" "), reason: "no test is there" });
    }
    return report;
  } catch {
    return { passed: 0, failed: [lost], skipped: [] };
  } finally {
    rmSync(file, { force: true });
  }
}

/**
 * @param {import("./test-reporter.mjs").Report} report
 * @returns {number} the exit code
 */
function close({ passed, failed, skipped }) {
  const strict = process.env.CI === "true";
  list(strict ? "Skipped, which CI forbids:" : "Skipped:", skipped);
  list("Failed:", failed);
  const more = skipped.length > 0 ? `, ${skipped.length} skipped` : "";
  console.log(`${passed} passed, ${failed.length} failed${more}`);
  return failed.length > 0 || (strict && skipped.length > 0) ? 1 : 0;
}

/**
 * @param {string} title
 * @param {import("./test-reporter.mjs").Named[]} tests
 */
function list(title, tests) {
  if (tests.length > 0) console.log(title);
  for (const { name, reason } of tests) console.log(`  ${name}: ${reason}`);
}
