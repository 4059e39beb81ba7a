/** Node's flag for its permission model: renamed when it became stable. */
function permissionFlag(): string {
  const flags = process.allowedNodeEnvironmentFlags;
  return flags.has("--permission") ? "--permission" : "--experimental-permission";
}

/**
 * Node's flags for a process that may do nothing but compute: no file, no other process, no worker thread, no
 * native code.
 */
export function isolationFlags(megabytes: number): string[] {
  return [permissionFlag(), "--no-warnings", `--max-old-space-size=${megabytes}`];
}

/** What keeps a submission in and what does not, for the person who runs the grader. */
export function isolationText(): string {
  const network = process.allowedNodeEnvironmentFlags.has("--allow-net")
    ? "The network is blocked by Node too."
    : `Node ${process.versions.node} cannot block the network.`;
  return (
    "Submissions are isolated by a process of their own and Node's permission model (no files, no child " +
    `processes, no workers) only, not by the operating system. ${network}`
  );
}
