import { spawn } from "node:child_process";
import { join } from "node:path";

export const library = join(import.meta.dirname, "../../../dist/lib/index.js");

interface Ended {
  code: number | null;
  signal: string | null;
  out: string;
  err: string;
}

/** A script that has the library in a process of its own, which is killed if it has not ended after so many seconds. */
export async function node(
  script: string,
  env: Readonly<Record<string, string>> = {},
  flags: readonly string[] = [],
  seconds = 60,
): Promise<Ended> {
  const names = "Random, randn, reference, tensor, wasm, webgpu, zeros";
  const text = `import { ${names} } from ${JSON.stringify(library)};\n${script}`;
  const child = spawn(process.execPath, [...flags, "--input-type=module", "--eval", text], {
    env: { ...process.env, GRADLAB_BACKEND: "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 1000 * seconds,
  });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) =>
    child.on("close", (...how) => resolve(how)),
  );
  return { code, signal, out: out.trim(), err: err.trim() };
}
