import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const setup = fileURLToPath(new URL("../../../kernel/setup/", import.meta.url));

/** Evaluates code beside the set-up's modules, which are plain JavaScript. */
function evaluate(code: string): unknown {
  const out = execFileSync(process.execPath, ["--input-type=module", "-e", code], { cwd: setup });
  return JSON.parse(out.toString());
}

describe("the set-up", () => {
  it("takes Node 20.19 and newer, and says what it got otherwise", () => {
    const result = evaluate(`
      import { requireNode } from "./node-version.mjs";
      const of = (version) => { try { requireNode(version); return "ok"; } catch (e) { return e.message; } };
      console.log(JSON.stringify(["20.19.0", "22.0.0", "26.1.0", "20.18.3", "18.20.0"].map(of)))`);
    expect(result).toEqual([
      ...["ok", "ok", "ok"],
      expect.stringContaining("expected Node 20.19 or newer, got 20.18.3"),
      expect.stringContaining("expected Node 20.19 or newer, got 18.20.0"),
    ]);
  });

  it("does nothing the second time, without npm and without a network", () => {
    const result = evaluate(`
      process.env.PATH = "";
      const { ensurePackages } = await import("./packages.mjs");
      const { ensureBuild } = await import("./build.mjs");
      const start = process.cpuUsage();
      ensurePackages();
      ensureBuild();
      const { user, system } = process.cpuUsage(start);
      console.log(JSON.stringify(user + system < 2e6));`);
    expect(result).toBe(true);
  });
});
