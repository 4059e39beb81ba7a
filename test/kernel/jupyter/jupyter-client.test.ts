import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { ownSpec } from "../../../kernel/spec.js";
import { needs } from "../../support/needs.js";

describe("the kernel with Jupyter's own client", () => {
  it("answers, runs, completes, inspects, is interrupted, and ends with its parent", (context) => {
    const python = needs("python", context);
    const script = fileURLToPath(new URL("client.py", import.meta.url));
    const out = execFileSync(python, [script, JSON.stringify(ownSpec())], {
      encoding: "utf8",
      timeout: 60_000,
    });
    expect(JSON.parse(out)).toEqual({
      implementation: "gradlab",
      language: "typescript",
      result: "2",
      completion: ["toFixed"],
      inspection: "let n: number",
      is_complete: ["complete", "incomplete"],
      error: "RangeError: no",
      interrupted: "KernelInterrupted",
      after_interrupt: "ok",
      alive_after_shutdown: false,
      alive_after_parent: false,
    });
  });
});
