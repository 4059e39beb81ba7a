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
 * What computes is tested on other backends than the default one too: the reference, wasm without other threads, and
 * webgpu.
 */
const computing = ["layers", "losses", "optim"].map((folder) => `test/lib/${folder}/`);
/** @type {{ where: string, env: Record<string, string> }[]} */
const again = [
  { where: "on the reference", env: { GRADLAB_BACKEND: "reference" } },
  { where: "on wasm in one thread", env: { GRADLAB_BACKEND: "wasm", GRADLAB_THREADS: "1" } },
  { where: "on webgpu", env: { GRADLAB_BACKEND: "webgpu" } },
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
  const trouble = ensureJupyterLab();
  if (trouble) say(`${trouble}; tests that need JupyterLab are skipped`);

  const lacking = ensureNbgrader();
  if (lacking) say(`${lacking}; tests that need nbgrader are skipped`);

  say(`checking ${checks.map((check) => check.name).join(", ")} …`);
  const results = await Promise.all(checks.map(runCheck));
  const chosen = process.argv.slice(2);
  const reports = [await runTests(chosen)];
  for (const { where, env } of chosen.length === 0 ? again : []) {
    if (reports.some((report) => report.failed.includes(lost))) break;
    const name = `layers, losses and optimizers ${where}`;
    const obstacle = obstacleTo(env);
    if (obstacle !== "") {
      reports.push({ passed: 0, failed: [], skipped: [{ name, reason: obstacle }] });
      continue;
    }
    say(`testing ${name} …`);
    const report = await runTests(computing, env);
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
 */
function obstacleTo(env) {
  const library = pathToFileURL(join(root, "dist", "lib", "index.js")).href;
  const script = `import { zeros } from ${JSON.stringify(library)};
    try { zeros([1]); } catch (error) { console.log(error.message); }`;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--input-type=module", "--eval", script],
    { encoding: "utf8", env: { ...process.env, ...env } },
  );
  return status === 0 ? stdout.trim() : `the library does not start: ${stderr.trim()}`;
}

/**
 * @param {string[]} rest
 * @param {Record<string, string>} env
 * @returns {Promise<import("./test-reporter.mjs").Report>}
 */
async function runTests(rest, env = {}) {
  const file = join(root, ".cache", `test-report-${process.pid}.json`);
  mkdirSync(join(root, ".cache"), { recursive: true });
  const reporter = join(root, "kernel", "setup", "test-reporter.mjs");
  const reporters = ["--reporter=default", `--reporter=${reporter}`];
  try {
    await runHere([process.execPath, bin("vitest", "vitest.mjs"), "run", ...reporters, ...rest], {
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
