import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { packageRoot } from "../../../kernel/paths.js";
import { ownSpec, type KernelSpec } from "../../../kernel/spec.js";
import { ours, peers, python, type Programs } from "./programs.js";

export interface Peer {
  name: string;
  version: string;
  spec: KernelSpec;
  programs: Programs;
}

const DENO = "2.9.6";

/** The kernels that this machine has or can get, ours first; the missing are named with the reason. */
export function findPeers(names: readonly string[]): { found: Peer[]; missing: string[] } {
  const found: Peer[] = [];
  const missing: string[] = [];
  const all: Record<string, () => Peer> = { gradlab, tslab, deno, ipykernel };
  for (const [name, find] of Object.entries(all)) {
    if (names.length > 0 && !names.includes(name)) continue;
    try {
      found.push(find());
    } catch (error) {
      missing.push(
        `${name}: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}`,
      );
    }
  }
  return { found, missing };
}

const spec = (argv: string[], env = {}): KernelSpec => ({
  argv,
  env,
  display_name: "",
  language: "",
  interrupt_mode: "signal",
});

const require = createRequire(import.meta.url);
const versionOf = (name: string) =>
  (require(`${name}/package.json`) as { version: string }).version;

function gradlab(): Peer {
  return { name: "gradlab", version: versionOf("gradlab"), spec: ownSpec(), programs: ours };
}

function tslab(): Peer {
  const argv = [
    process.execPath,
    require.resolve("tslab/bin/tslab"),
    "kernel",
    "--config-path={connection_file}",
  ];
  return {
    name: "tslab",
    version: versionOf("tslab"),
    spec: spec(argv),
    programs: peers,
  };
}

/** Deno's npm package is large, so it is fetched once, beside the installed packages. */
function deno(): Peer {
  const folder = join(packageRoot, "node_modules", ".cache", "bench-deno");
  const binary = join(folder, "node_modules", ".bin", "deno");
  if (!existsSync(binary)) {
    mkdirSync(folder, { recursive: true });
    execFileSync(
      "npm",
      ["install", "--no-audit", "--no-fund", "--prefix", folder, `deno@${DENO}`],
      {
        stdio: ["ignore", "ignore", "pipe"],
      },
    );
  }
  const version = execFileSync(binary, ["--version"], { encoding: "utf8" }).split(/\s+/)[1];
  const argv = [binary, "jupyter", "--kernel", "--conn", "{connection_file}"];
  return {
    name: "deno",
    version,
    spec: { ...spec(argv, { NO_COLOR: "1" }), interrupt_mode: "message" },
    programs: { ...peers, library: { ...mathjsFromNpm } },
  };
}

const mathjsFromNpm = {
  name: "mathjs",
  first: `import { matrix, multiply } from "file://${require.resolve("mathjs").replace(/\/lib\/cjs\/.*/, "/lib/esm/index.js")}"; multiply(matrix([[1, 2]]), matrix([[1], [2]]))`,
  use: (n: number) => `multiply(matrix([[3, ${n}]]), matrix([[1], [2]]))`,
};

function ipykernel(): Peer {
  const own = join(packageRoot, ".venv", "bin", "python");
  const command = existsSync(own) ? own : "python3";
  const version = execFileSync(command, ["-c", "import ipykernel; print(ipykernel.__version__)"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  }).trim();
  return {
    name: "ipykernel",
    version,
    spec: spec([command, "-m", "ipykernel_launcher", "-f", "{connection_file}"]),
    programs: python,
  };
}
