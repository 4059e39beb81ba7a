import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { ownSpec } from "../../../kernel/spec.js";
import { needs } from "../../support/needs.js";

describe("what editors and nbclient do to a kernel", () => {
  it("is answered, also when they interrupt twice, restart a busy kernel or allow errors", (context) => {
    const python = needs("jupyterlab", context); // its Python has nbclient as well
    const script = fileURLToPath(new URL("habits.py", import.meta.url));
    const out = execFileSync(python, [script, JSON.stringify(ownSpec())], {
      encoding: "utf8",
      timeout: 60_000,
    });
    expect(JSON.parse(out)).toEqual({
      control_kernel_info: "ok",
      comm_info: {},
      silent: [1, []], // the count that the next cell will have
      after_silent: [1, ["execute_input", "execute_result"]],
      idle_interrupt: ["ok", "ok"],
      interrupted: "KernelInterrupted",
      queued: "aborted",
      kept: "ok",
      after_restart: 1,
      notebook: [["stdout", "stderr", "2"], ["Error"], ["KernelInterrupted"], ["'on'"]],
    });
  });
});
