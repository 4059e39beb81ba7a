import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import process from "node:process";
import { FILTER, type Isolation } from "./isolation.js";
import { computeOnly, limited } from "./permission-model.js";
import { seccompFilter } from "./seccomp.js";

const NODE = "/node";
const NOBODY = "65534";

/** The path of bwrap (https://github.com/containers/bubblewrap), if it is installed. */
export function bubblewrapPath(): string | undefined {
  if (process.platform !== "linux") return undefined;
  return (process.env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, "bwrap"))
    .find((file) => existsSync(file));
}

/**
 * Namespaces of its own for the process: it sees no network, no other process, and of the file system nothing but
 * Node and the libraries that Node is linked with. Node's permission model stands inside, as a second wall.
 */
export function bubblewrap(path: string, version: string): Isolation {
  const walls = sandboxArguments();
  const filter = seccompFilter();
  return {
    name: `bubblewrap ${version}`,
    strong: true,
    text:
      `Submissions are held by bubblewrap ${version}: no network, no files but Node's own, no view of other ` +
      "processes, no environment; limits on memory, processor time and output" +
      (filter === undefined ? "; " : "; no way to start a process or open a socket (seccomp); ") +
      "Node's permission model inside.",
    launch: (limits, args) => ({
      ...limited(limits, path, [
        ...walls,
        ...(filter === undefined ? [] : ["--seccomp", String(FILTER)]),
        NODE,
        ...computeOnly(limits),
        ...args,
      ]),
      ...(filter === undefined ? {} : { filter }),
    }),
  };
}

function sandboxArguments(): string[] {
  const libraries = nodeLibraries();
  const folders = [...new Set(libraries.map((file) => dirname(file)))];
  return [
    ...["--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"],
    "--unshare-cgroup-try",
    ...["--uid", NOBODY, "--gid", NOBODY, "--hostname", "sandbox"],
    ...["--die-with-parent", "--new-session", "--as-pid-1"],
    ...["--ro-bind", process.execPath, NODE],
    ...libraries.flatMap((file) => ["--ro-bind", file, file]),
    ...["--setenv", "LD_LIBRARY_PATH", folders.join(":")],
    ...["--remount-ro", "/", "--chdir", "/"],
  ];
}

/** The files that the dynamic linker loads for Node; none if it is linked statically. */
function nodeLibraries(): string[] {
  // Without this a report asks the name server for the names of all connections.
  (process.report as { excludeNetwork?: boolean }).excludeNetwork = true;
  const { sharedObjects } = process.report.getReport() as unknown as { sharedObjects: string[] };
  return sharedObjects.filter((file) => file.startsWith("/") && !file.endsWith(".node"));
}
