import { existsSync } from "node:fs";

/** Where Chromium is: `GRADLAB_CHROMIUM`, or the usual places. Undefined if there is none. */
export function findChromium(): string | undefined {
  const places = [process.env.GRADLAB_CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser"];
  return places.find((path) => path !== undefined && existsSync(path));
}

/** Flags for tests: root has no sandbox, there is no GPU to rely on, and nothing is to be fetched. */
export const CHROMIUM_FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];
