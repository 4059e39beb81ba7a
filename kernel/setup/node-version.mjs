import { SetupError } from "./say.mjs";

/** @throws {SetupError} when this Node is too old */
export function requireNode(version = process.versions.node) {
  const [major, minor] = version.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new SetupError(
    `expected Node 20.19 or newer, got ${version} (${process.execPath}).\n` +
      "Get it from https://nodejs.org or your system's packages, then run this again.",
  );
}
