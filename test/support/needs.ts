import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestContext } from "vitest";

/** What a machine may lack. */
export type Need =
  | "bubblewrap"
  | "chromium"
  | "python"
  | "jupyterlab"
  | "jupyter_kernel_test"
  | "postgres"
  | "nbgrader"
  | "deno"
  | "swiftshader";

const root = fileURLToPath(new URL("../..", import.meta.url));

const missing: Record<Need, string> = {
  bubblewrap: "no bubblewrap that works (looked in PATH)",
  chromium: "no Chromium (looked in GRADLAB_CHROMIUM, PATH and Playwright's cache)",
  python: "no Python with jupyter_client (looked in .venv and PATH)",
  jupyterlab: "no JupyterLab (looked in .venv and PATH)",
  nbgrader: "no nbgrader (looked in .cache/nbgrader and PATH)",
  deno: "no Deno (looked in .cache/deno)",
  swiftshader: "no SwiftShader (looked beside Chromium)",
  postgres: "no PostgreSQL (looked for initdb in PATH and /usr/lib/postgresql)",
  jupyter_kernel_test: "no Python with jupyter_kernel_test (looked in .venv and PATH)",
};
const found = new Map<Need, string | undefined>();

/**
 * What a test needs of the machine: the program's path, or the test is skipped with the reason.
 *
 *   it("draws", (context) => {
 *     const chromium = needs("chromium", context);
 */
export function needs(need: Need, context: Pick<TestContext, "skip">): string {
  return find(need) ?? context.skip(missing[need]);
}

/** The program's path, if it is there. */
export function find(need: Need): string | undefined {
  if (!found.has(need)) found.set(need, finders[need]());
  return found.get(need);
}

const finders: Record<Need, () => string | undefined> = {
  bubblewrap: () =>
    folders()
      .map((folder) => join(folder, "bwrap"))
      .find((bwrap) => succeeds([bwrap, "--unshare-all", "--ro-bind", "/", "/", "true"])),
  chromium: findChromium,
  python: () => pythons().find((python) => succeeds([python, "-c", "import jupyter_client"])),
  jupyter_kernel_test: () =>
    pythons().find((python) => succeeds([python, "-c", "import jupyter_kernel_test"])),
  postgres: findPostgres,
  nbgrader: () =>
    [join(root, ".cache", "nbgrader", "bin"), ...folders()]
      .map((folder) => join(folder, "nbgrader"))
      .find((file) => existsSync(file)),
  deno: () =>
    ["deno", "deno.exe"]
      .map((name) => join(root, ".cache", "deno", "node_modules", "deno", name))
      .find((file) => existsSync(file)),
  swiftshader: () =>
    [dirname(find("chromium") ?? "/"), "/usr/lib/chromium", "/opt/google/chrome"]
      .map((folder) => join(folder, "vk_swiftshader_icd.json"))
      .find((file) => existsSync(file)),
  jupyterlab: () => pythons().find((python) => succeeds([python, "-m", "jupyterlab", "--version"])),
};

/** Chromium, Chrome, or what Playwright has downloaded. */
function findChromium(): string | undefined {
  const given = process.env.GRADLAB_CHROMIUM;
  if (given) return existsSync(given) ? given : undefined;
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
  const onPath = names.flatMap((name) => folders().map((folder) => join(folder, name)));
  return [...onPath, ...playwrightChromiums()].find((file) => existsSync(file));
}

function playwrightChromiums(): string[] {
  const caches = [
    process.env.PLAYWRIGHT_BROWSERS_PATH,
    join(homedir(), ".cache", "ms-playwright"),
    join(homedir(), "Library", "Caches", "ms-playwright"),
  ].filter((folder) => folder !== undefined && existsSync(folder)) as string[];
  return caches.flatMap((cache) =>
    readdirSync(cache)
      .filter((name) => name.startsWith("chromium"))
      .map((name) => join(cache, name, "chrome-linux", "chrome")),
  );
}

/** The folder of PostgreSQL's programs; Debian keeps those of each version apart. */
function findPostgres(): string | undefined {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian) : [];
  const places = [...folders(), ...versions.map((version) => join(debian, version, "bin"))];
  return places.find((folder) => existsSync(join(folder, "initdb")));
}

function pythons(): string[] {
  const own = join(root, ".venv", "bin", "python");
  const onPath = folders().map((folder) => join(folder, "python3"));
  return [own, ...onPath].filter((file) => existsSync(file));
}

function folders(): string[] {
  return (process.env.PATH ?? "").split(delimiter).filter(Boolean);
}

function succeeds([program, ...rest]: string[]): boolean {
  return spawnSync(program, rest, { stdio: "ignore" }).status === 0;
}
