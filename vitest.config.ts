import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: process.env.GRADLAB_TEST_NOTHING_SMALL ? ["test/support/nothing-small.ts"] : [],
    // Many tests wait for processes of their own, so that two files at a time are worthwhile on two cores.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
