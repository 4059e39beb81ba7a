import { writeFileSync } from "node:fs";

/**
 * A vitest reporter that writes what `npm test` adds up to the file that GRADLAB_TEST_REPORT names.
 *
 * @typedef {{ name: string, reason: string }} Named
 * @typedef {{ passed: number, failed: Named[], skipped: Named[] }} Report
 */
export default class {
  /**
   * @param {readonly import("vitest/node").TestModule[]} modules
   * @param {readonly unknown[]} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    /** @type {Report} */
    const failed = unhandledErrors.map((error) => ({
      name: "outside of any test",
      reason: firstLine(error),
    }));
    const report = { passed: 0, failed, skipped: [] };
    for (const module of modules) {
      const tests = [...module.children.allTests()];
      // A file that breaks before its tests counts as one failure.
      if (module.state() === "failed" && !tests.some((test) => test.result().state === "failed")) {
        failed.push({ name: module.relativeModuleId, reason: firstLine(module.errors()[0]) });
      }
      for (const test of tests) {
        const result = test.result();
        const name = `${module.relativeModuleId} > ${test.fullName}`;
        if (result.state === "passed") report.passed++;
        else if (result.state === "failed")
          failed.push({ name, reason: firstLine(result.errors[0]) });
        else report.skipped.push({ name, reason: ("note" in result && result.note) || "not run" });
      }
    }
    const file = process.env.GRADLAB_TEST_REPORT;
    if (file) writeFileSync(file, JSON.stringify(report));
  }
}

/** @param {unknown} error */
function firstLine(error) {
  const { message } = /** @type {{ message?: unknown }} */ (error ?? {});
  return String(message ?? error).split("\n")[0];
}
