/** Lets Node 22 keep track of asynchronous contexts in V8; later versions do so anyway. */
export const CONTEXT_FRAMES = "--experimental-async-context-frame";

/** What the process that runs cells is started with. */
export const nodeFlags: readonly string[] = [
  // Without it, Node ends itself when a loop in a timer is terminated.
  "--no-force-async-hooks-checks",
  // The two that local modules are resolved and linked with.
  "--experimental-import-meta-resolve",
  "--experimental-vm-modules",
  "--disable-warning=ExperimentalWarning",
  ...(process.versions.node.startsWith("22.") &&
  process.allowedNodeEnvironmentFlags.has(CONTEXT_FRAMES)
    ? [CONTEXT_FRAMES]
    : []),
];
