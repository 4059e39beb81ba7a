import { existsSync } from "node:fs";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { readWhole, writeWhole } from "../../models/node/whole-file.js";

const NAME = "training.safetensors";

/** Writes the checkpoint of a folder whole or not at all. */
export async function save(folder: string, bytes: Uint8Array): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeWhole(join(folder, NAME), bytes);
}

/** Reads it, and clears away what a run that was killed while writing has left. */
export async function load(folder: string): Promise<Uint8Array | undefined> {
  if (!existsSync(folder)) return undefined;
  for (const file of await readdir(folder))
    if (file.startsWith(`${NAME}.`) && file.endsWith(".part"))
      await rm(join(folder, file), { force: true });
  const path = join(folder, NAME);
  return existsSync(path) ? readWhole(path) : undefined;
}
