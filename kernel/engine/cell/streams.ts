import process from "node:process";
import { Buffer } from "node:buffer";
import { TextDecoder } from "node:util";
import console, { Console } from "node:console";
import { Writable } from "node:stream";
import { broadcast } from "./broadcast.js";
import { output } from "./reports.js";
import { livingScope } from "./scope.js";
import { Object, TypeError, Uint8Array } from "../own.js";

type Name = "stdout" | "stderr";
type Done = (error?: Error | null) => void;

/** `process.stdout` or `process.stderr` of cells: each write goes out at once, under its cell. */
class CellStream extends Writable {
  readonly fd: number;
  readonly isTTY = false;
  readonly #name: Name;
  readonly #decoder = new TextDecoder();

  constructor(name: Name, fd: number) {
    super({ decodeStrings: false });
    this.#name = name;
    this.fd = fd;
  }

  // Not `_write`: a stream's own queue would put off what is written while a write is under way.
  override write(chunk: unknown, encoding?: BufferEncoding | Done, callback?: Done): boolean {
    print(this.#name, this.#text(chunk, typeof encoding === "string" ? encoding : undefined));
    const done = typeof encoding === "function" ? encoding : callback;
    if (done) process.nextTick(done);
    return true;
  }

  // Programs end the stream that they were given; the next cell needs it all the same.
  override end(...parts: unknown[]): this {
    const [chunk] = parts;
    if (chunk !== undefined && typeof chunk !== "function") this.write(chunk);
    const done = parts.find((part) => typeof part === "function") as Done | undefined;
    if (done) process.nextTick(done);
    return this;
  }

  #text(chunk: unknown, encoding: BufferEncoding | undefined): string {
    if (typeof chunk === "string") {
      const isText = encoding === undefined || /^utf-?8$/i.test(encoding);
      return isText ? chunk : Buffer.from(chunk, encoding).toString();
    }
    if (chunk instanceof Uint8Array) return this.#decoder.decode(chunk, { stream: true });
    throw new TypeError(
      `process.${this.#name}.write: expected a string or a Uint8Array, got ${typeof chunk}`,
    );
  }
}

/** Shows text under the cell that is running. */
export function print(name: Name, text: string): void {
  const scope = livingScope();
  const shown = scope.printLimit.admit(text);
  if (shown !== "") output({ cell: scope.cell, type: "stream", name, text: shown });
}

/** Lets `console` and the process's streams write into cells. */
export function installStreams(): void {
  const stdout = new CellStream("stdout", 1);
  const stderr = new CellStream("stderr", 2);
  Object.defineProperty(process, "stdout", { value: stdout, configurable: true });
  Object.defineProperty(process, "stderr", { value: stderr, configurable: true });
  // A plain Console: the global one also tells the inspector, which keeps what was printed alive.
  // Our streams fail for stopped cells only, and those should see it; a listener a line costs much.
  const plain = new Console({ stdout, stderr, colorMode: false, ignoreErrors: false });
  plain.clear = () => broadcast("clear_output");
  Object.assign(console, plain);
}
