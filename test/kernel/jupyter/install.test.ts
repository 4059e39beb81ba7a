import { execFile, execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { userDataFolder } from "../../../kernel/jupyter/data-paths.js";
import type { KernelSpec } from "../../../kernel/spec.js";
import { needs } from "../../support/needs.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const gradlab = fileURLToPath(new URL("../../../dist/kernel/cli/main.js", import.meta.url));
const folder = temporaryFolder("install here");
const windows = process.platform === "win32";

/** An environment in which only what a test installs is found. */
const bareEnvironment: NodeJS.ProcessEnv = {
  ...process.env,
  JUPYTER_DATA_DIR: join(folder, "user"),
  VIRTUAL_ENV: undefined,
  CONDA_PREFIX: undefined,
};

function call(...rest: string[]): Promise<{ code: number; out: string }> {
  return callIn({}, ...rest);
}

function callIn(
  more: NodeJS.ProcessEnv,
  ...rest: string[]
): Promise<{ code: number; out: string }> {
  const env = { ...bareEnvironment, ...more };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [gradlab, ...rest], { env }, (_error, out, err) =>
      resolve({ code: child.exitCode ?? -1, out: out + err }),
    );
  });
}

/** Where Jupyter's own client finds the kernel, and what a cell gives that it runs there. */
function runInstalled(python: string, more: NodeJS.ProcessEnv): unknown {
  const script = fileURLToPath(new URL("installed.py", import.meta.url));
  const env = { ...bareEnvironment, ...more };
  return JSON.parse(execFileSync(python, [script], { env, encoding: "utf8", timeout: 60_000 }));
}

describe("gradlab install", () => {
  it("writes a whole kernelspec, and replaces an older one", async () => {
    const kernels = join(folder, "share", "jupyter", "kernels");
    for (let time = 0; time < 2; time++) {
      const { code, out } = await call("install", "--prefix", folder);
      expect({ code, out }).toEqual({
        code: 0,
        out: `Kernel installed: ${join(kernels, "gradlab")}\n`,
      });
      expect(readdirSync(kernels)).toEqual(["gradlab"]);
      expect(readdirSync(join(kernels, "gradlab")).sort()).toEqual([
        "kernel.json",
        "logo-32x32.png",
        "logo-64x64.png",
        "logo-svg.svg",
        "plotly.min.js",
      ]);
      writeFileSync(join(kernels, "gradlab", "left-over"), "");
    }
    const spec = readFileSync(join(kernels, "gradlab", "kernel.json"), "utf8");
    expect(JSON.parse(spec)).toMatchObject({
      argv: [process.execPath, expect.any(String), "{connection_file}"],
      display_name: "TypeScript (gradlab)",
      language: "typescript",
      interrupt_mode: "message",
    } satisfies Partial<KernelSpec>);
  });

  it("into a Python environment is seen and run by the Jupyter there", async (context) => {
    const python = needs("python", context);
    const environment = temporaryFolder("python here");
    execFileSync(python, ["-m", "venv", "--without-pip", environment]);
    const { code } = await callIn({ VIRTUAL_ENV: environment }, "install", "--sys-prefix");
    expect(code).toBe(0);
    const own = join(environment, ...(windows ? ["Scripts", "python.exe"] : ["bin", "python"]));
    // The packages of the Python that has Jupyter, with the prefix of the new one.
    const found = execFileSync(python, ["-c", "import sys; print('\\n'.join(sys.path))"]);
    const paths = found.toString().trim().split(/\r?\n/).join(delimiter);
    expect(runInstalled(own, { PYTHONPATH: paths })).toEqual({
      folder: join(environment, "share", "jupyter", "kernels", "gradlab"),
      result: "3",
    });
  });

  it("below a prefix is seen and run once Jupyter looks there", async (context) => {
    const python = needs("python", context);
    const prefix = temporaryFolder("prefix here");
    expect((await call("install", "--prefix", prefix)).code).toBe(0);
    const data = join(prefix, "share", "jupyter");
    expect(runInstalled(python, { JUPYTER_PATH: data })).toEqual({
      folder: join(data, "kernels", "gradlab"),
      result: "3",
    });
  });

  it("takes one place at a time", async () => {
    const { code, out } = await call("install", "--user", "--prefix", folder);
    expect(code).toBe(1);
    expect(out).toBe("install: expected one of --user, --sys-prefix, --prefix, got several\n");
  });

  it("knows where Jupyter looks on each system", () => {
    const at = (platform: NodeJS.Platform, env = {}) => userDataFolder(platform, env, "/home/me");
    expect(at("linux")).toBe("/home/me/.local/share/jupyter");
    expect(at("linux", { XDG_DATA_HOME: "/data" })).toBe("/data/jupyter");
    expect(at("darwin")).toBe("/home/me/Library/Jupyter");
    expect(at("win32", { APPDATA: "/roaming" })).toBe("/roaming/jupyter");
    expect(at("linux", { JUPYTER_DATA_DIR: "/mine" })).toBe("/mine");
  });
});

describe("gradlab doctor", () => {
  it("names what is there, and proves the kernel", async () => {
    await call("install", "--user");
    const { code, out } = await call("doctor");
    expect(out).toMatch(/^✓ Node +\d+\./m);
    expect(out).toMatch(/^✓ npm packages +\d+ in place$/m);
    expect(out).toMatch(/^✓ kernel +1 \+ 1 is 2 /m);
    expect(out).toMatch(/^. data /m);
    expect(code).toBe(0);
  });
});
