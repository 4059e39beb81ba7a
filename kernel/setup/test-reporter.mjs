import { writeFileSync } from "node:fs";

/**
 * A vitest reporter that writes what `npm test` adds up to the file that GRADLAB_TEST_REPORT names.
 *
 * @typedef {{ passed: number, failed: number, skipped: { name: string, reason: string }[] }} Report
 */
export default class {
  /**
   * @param {readonly import("vitest/node").TestModule[]} modules
   * @param {readonly unknown[]} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    /** @type {Report} */
    const report = { passed: 0, failed: unhandledErrors.length, skipped: [] };
    for (const module of modules) {
      const tests = [...module.children.allTests()];
      // A file that breaks before its tests counts as one failure.
      if (module.state() === "failed" && !tests.some((test) => test.result().state === "failed")) {
        report.failed++;
      }
      for (const test of tests) {
        const result = test.result();
        if (result.state === "passed") report.passed++;
        else if (result.state === "failed") report.failed++;
        else {
          const reason = ("note" in result && result.note) || "not run";
          report.skipped.push({ name: `${module.relativeModuleId} > ${test.fullName}`, reason });
        }
      }
    }
    const file = process.env.GRADLAB_TEST_REPORT;
    if (file) writeFileSync(file, JSON.stringify(report));
  }
}
