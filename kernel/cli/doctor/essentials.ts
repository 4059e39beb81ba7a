import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { messageOf } from "../../errors.js";
import { userDataFolder } from "../../jupyter/data-paths.js";
import { findJupyter } from "../../jupyter/find.js";
import { findKernel } from "../../jupyter/install.js";
import { KernelClient } from "../../notebook/client.js";
import { kernelEntry, packageRoot } from "../../paths.js";
import type { KernelSpec } from "../../spec.js";
import type { Check, Finding } from "./finding.js";

export const checkNode: Check = () => {
  const [major, minor] = process.versions.node.split(".").map(Number);
  const says = `${process.versions.node} (${process.execPath})`;
  if (major > 20 || (major === 20 && minor >= 19)) return [{ mark: "good", name: "Node", says }];
  return [{ mark: "bad", name: "Node", says, mend: "install Node 20.19 or newer" }];
};

export const checkPackages: Check = () => {
  const require = createRequire(join(packageRoot, "package.json"));
  const file = readFileSync(join(packageRoot, "package.json"), "utf8");
  const { dependencies } = JSON.parse(file) as { dependencies: Record<string, string> };
  const missing = Object.keys(dependencies).filter((name) => {
    return !require.resolve.paths(name)?.some((folder) => existsSync(join(folder, name)));
  });
  const name = "npm packages";
  if (missing.length === 0) {
    return [{ mark: "good", name, says: `${Object.keys(dependencies).length} in place` }];
  }
  return [{ mark: "bad", name, says: `missing: ${missing.join(", ")}`, mend: "npm ci" }];
};

export const checkBuild: Check = () => {
  const files = [kernelEntry, join(packageRoot, "dist", "lib", "index.js")];
  const missing = files.filter((file) => !existsSync(file));
  if (missing.length === 0)
    return [{ mark: "good", name: "build", says: join(packageRoot, "dist") }];
  return [
    { mark: "bad", name: "build", says: `missing: ${missing.join(", ")}`, mend: "npm run build" },
  ];
};

/** Lab is not essential: notebooks run without it. */
export const checkJupyter: Check = () => {
  const jupyter = findJupyter();
  const findings: Finding[] = [];
  if (!jupyter) {
    findings.push({
      mark: "neutral",
      name: "Jupyter",
      says: "none in .venv or on PATH",
      mend: 'install Python 3.9 or newer, then "npm start" (gradlab run works without)',
    });
  } else {
    findings.push({ mark: "good", name: "Jupyter", says: jupyter.command.join(" ") });
    findings.push(
      jupyter.lab
        ? { mark: "good", name: "JupyterLab", says: jupyter.lab }
        : {
            mark: "neutral",
            name: "JupyterLab",
            says: "not installed",
            mend: "pip install jupyterlab",
          },
    );
  }
  return [...findings, checkKernelspec(jupyter?.dataFolders ?? [userDataFolder()])];
};

function checkKernelspec(dataFolders: string[]): Finding {
  const name = "kernelspec";
  const mend = "gradlab install";
  const folder = findKernel(dataFolders);
  if (!folder) return { mark: "neutral", name, says: "not installed", mend };
  try {
    const spec = JSON.parse(readFileSync(join(folder, "kernel.json"), "utf8")) as KernelSpec;
    const entry = spec.argv.at(-2) ?? "";
    const gone = [spec.argv[0], entry].filter((file) => !existsSync(file));
    if (gone.length > 0) {
      return { mark: "bad", name, says: `${folder} names missing files: ${gone.join(", ")}`, mend };
    }
    if (entry !== kernelEntry) {
      return { mark: "neutral", name, says: `${folder} is of another copy: ${entry}`, mend };
    }
  } catch (error) {
    return { mark: "bad", name, says: `${folder}: ${messageOf(error)}`, mend };
  }
  return { mark: "good", name, says: folder };
}

/** The proof: a kernel is started and adds. */
export const checkKernelRuns: Check = async () => {
  const name = "kernel";
  const start = performance.now();
  let client: KernelClient | undefined;
  try {
    client = await KernelClient.start();
    const started = performance.now();
    let result: unknown;
    const reply = await client.execute("1 + 1", ({ content }) => {
      result = (content.data as Record<string, unknown> | undefined)?.["text/plain"];
    });
    if (reply.status !== "ok" || result !== "2") {
      const got = `${reply.status} ${String(result ?? reply.evalue)}`;
      return [{ mark: "bad", name, says: `1 + 1: expected 2, got ${got}` }];
    }
    const milliseconds = (from: number, to: number) => `${Math.round(to - from)} ms`;
    const times = `start ${milliseconds(start, started)}, cell ${milliseconds(started, performance.now())}`;
    return [{ mark: "good", name, says: `1 + 1 is 2 (${times})` }];
  } catch (error) {
    return [{ mark: "bad", name, says: messageOf(error), mend: "npm ci && npm run build" }];
  } finally {
    await client?.close();
  }
};
