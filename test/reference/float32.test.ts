import { describe, expect, it } from "vitest";
import { withDefaultBackend } from "../../lib/backend/choice.js";
import { runGolden } from "../golden/run.js";
import { BACKENDS } from "../lib/backend/backends.js";

/** Cases of numbers that float32 does not have: 10⁻³⁰⁰ is positive, and in float32 it is 0. */
const NOT_IN_FLOAT32 = ["relu_with_zeros"];

/** On webgpu numbers are waited for some 30,000 times; on a busy machine that is a minute. */
const TIMEOUT = 300_000;

describe("in float32, within 1e-5, the project's reference values", () => {
  const backends = BACKENDS.map((backend) => [backend.name, backend] as const);

  it.each(backends)(
    "pass on %s",
    (_name, backend) => {
      const { passed, skipped, lines } = withDefaultBackend(backend, () =>
        runGolden(import.meta.dirname, { dtype: "float32", backend }),
      );
      const failures = lines.filter((line) => line.startsWith("  FAILED"));
      const names = failures.map((line) => line.replace(/^ *FAILED ([^:]*):.*$/, "$1"));
      expect(names, failures.join("\n")).toEqual(NOT_IN_FLOAT32);
      expect(skipped).toBe(0);
      expect(passed).toBeGreaterThan(200);
    },
    TIMEOUT,
  );
});
