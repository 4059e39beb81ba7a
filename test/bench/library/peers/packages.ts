import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** The peers from npm, at these versions: none is a dependency of the project. */
const VERSIONS = {
  "@tensorflow/tfjs": "4.22.0",
  "@tensorflow/tfjs-backend-wasm": "4.22.0",
  "@tensorflow/tfjs-backend-webgpu": "4.22.0",
  "onnxruntime-web": "1.30.0",
  "@jax-js/jax": "0.1.25",
} as const;
export type PeerPackage = keyof typeof VERSIONS;

export const versionOf = (name: PeerPackage): string => VERSIONS[name];

/** Where they are installed, by GRADLAB_BENCH_PEERS or in the user's cache folder. */
const folder =
  process.env.GRADLAB_BENCH_PEERS ??
  join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "gradlab", "bench-peers");

/**
 * A peer's package, installed beside the project when it is asked for the first time.
 *
 * @throws Error if npm cannot install it.
 */
export async function load(...names: readonly [PeerPackage, ...PeerPackage[]]): Promise<unknown[]> {
  const missing = names.filter((name) => !existsSync(join(folder, "node_modules", name)));
  if (missing.length > 0) install(missing);
  const require = createRequire(join(folder, "package.json"));
  const all: unknown[] = [];
  // One after another: some set up what others add to.
  for (const name of names)
    all.push(name === "@jax-js/jax" ? await importIt(name) : (require(name) as unknown));
  return all;
}

/** This one has modules alone, which `require` does not find. */
const importIt = async (name: PeerPackage): Promise<unknown> =>
  import(pathToFileURL(join(folder, "node_modules", name, "dist", "index.js")).href);

function install(names: readonly PeerPackage[]): void {
  mkdirSync(folder, { recursive: true });
  const manifest = join(folder, "package.json");
  if (!existsSync(manifest)) writeFileSync(manifest, '{ "private": true }\n');
  console.error(`installing ${names.join(", ")} in ${folder}`);
  const wanted = names.map((name) => `${name}@${VERSIONS[name]}`);
  const options = ["--no-audit", "--no-fund", "--ignore-scripts"];
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const { status, stderr, error } = spawnSync(npm, ["install", ...options, ...wanted], {
    cwd: folder,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  if (status !== 0)
    throw new Error(error?.message ?? stderr.trim().split("\n").at(-1) ?? "npm failed");
}
