/** Flags for tests: root has no sandbox, there is no GPU to rely on, and nothing is to be fetched. */
export const CHROMIUM_FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];
