import { randomBytes } from "node:crypto";
import { open, readFile, rename, rm } from "node:fs/promises";
import { DataError } from "../../errors.js";

/**
 * Writes a file whole or not at all: beside its place first and down to the disk, then renamed. Whoever reads the
 * path meanwhile, or after the power failed, finds the old file or the new one.
 *
 * @throws DataError if it cannot be written.
 */
export async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const part = `${path}.${randomBytes(4).toString("hex")}.part`;
  try {
    const file = await open(part, "wx");
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, path);
  } catch (cause) {
    await rm(part, { force: true });
    throw new DataError(`${path}: expected a file that can be written, got: ${reasonOf(cause)}`, {
      cause,
    });
  }
}

/** @throws DataError if it cannot be read. */
export async function readWhole(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new DataError(`${path}: expected a file that can be read, got: ${reasonOf(cause)}`, {
      cause,
    });
  }
}

const reasonOf = (cause: unknown): string =>
  cause instanceof Error ? cause.message : String(cause);
