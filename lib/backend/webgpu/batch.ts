import { WGSL } from "./kernels.generated.js";
import { COMMAND, type Batch, type Pipeline } from "./thread/protocol.js";

/** One of the `.wgsl` files. */
export type Name = keyof typeof WGSL;

/** The text of a kernel: a file, or one that was made, and what it does in words; and the files whose functions it calls. */
export type Source = { readonly uses?: readonly Name[] } & (
  { readonly file: Name } | { readonly text: string; readonly name: string }
);

/** A kernel: an entry point of a text, with values for its `override` constants. */
export type Kernel = Source & {
  readonly entry: string;
  readonly constants?: Readonly<Record<string, number>>;
  /** Buffers that it reads, and those that it writes: in this order. */
  readonly inputs: number;
  readonly outputs: number;
};

/** A part of a buffer, in bytes. */
export interface Bound {
  readonly buffer: number;
  readonly offset: number;
  readonly bytes: number;
}

/** Groups along one axis of the grid at most: what every device grants. */
const MOST_GROUPS = 65_535;

/** Where params begin in the data: at multiples of this. */
const ALIGNMENT = 256;

/** The whole text that is compiled for a kernel. */
export const sourceOf = (source: Source): string =>
  [
    ...["common" as const, ...(source.uses ?? [])].map((name) => WGSL[name]),
    "file" in source ? WGSL[source.file] : source.text,
  ].join("\n");

/** Commands on their way to the device. */
export class BatchText {
  /** Kernels that wait. */
  kernels = 0;
  /** Kernels that the thread has compiled. */
  private readonly known = new Map<string, number>();
  private pipelines: Pipeline[] = [];
  private commands: number[] = [];
  private data = new Uint8Array(65_536);
  private end = 0;

  /** Bytes that wait. */
  get size(): number {
    return this.end;
  }

  create(buffer: number, bytes: number): void {
    this.commands.push(COMMAND.create, buffer, bytes);
  }

  destroy(buffer: number): void {
    this.commands.push(COMMAND.destroy, buffer);
  }

  fill({ buffer, offset }: Omit<Bound, "bytes">, numbers: Float32Array): void {
    const { buffer: own, byteOffset, byteLength } = numbers;
    const place = this.put(new Uint8Array(own, byteOffset, byteLength));
    this.commands.push(COMMAND.fill, buffer, offset, place, byteLength);
  }

  run(
    kernel: Kernel,
    buffers: readonly Bound[],
    { params, groups, timed }: { params: Uint32Array; groups: number; timed: boolean },
  ): void {
    const x = Math.min(groups, MOST_GROUPS);
    const y = Math.ceil(groups / x);
    const place = this.put(new Uint8Array(params.buffer, params.byteOffset, params.byteLength));
    const code = timed ? COMMAND.runTimed : COMMAND.run;
    const words = [code, this.pipelineOf(kernel), x, y, place, params.byteLength, buffers.length];
    for (const { buffer, offset, bytes } of buffers) words.push(buffer, offset, bytes);
    this.commands.push(...words); // at once: an interrupt leaves no part of a command
    this.kernels++;
  }

  /** What is to be sent, under a number; what comes now waits anew. */
  finish(number: number): Batch {
    const commands = new Int32Array(this.commands);
    const { pipelines, end } = this;
    const data = this.data.slice(0, end);
    this.pipelines = [];
    this.commands = [];
    this.kernels = 0;
    this.end = 0;
    return { number, pipelines, commands, data };
  }

  private put(bytes: Uint8Array): number {
    const place = this.end;
    const end = Math.ceil((place + bytes.length) / ALIGNMENT) * ALIGNMENT;
    if (end > this.data.length) {
      const larger = new Uint8Array(Math.max(end, 2 * this.data.length));
      larger.set(this.data.subarray(0, place));
      this.data = larger;
    }
    this.data.set(bytes, place);
    this.end = end;
    return place;
  }

  private pipelineOf(kernel: Kernel): number {
    const { entry, constants = {}, inputs, outputs } = kernel;
    const values = kernel.constants ? JSON.stringify(constants) : "";
    const source = "file" in kernel ? kernel.file : kernel.text;
    const key = `${source} ${entry} ${values} ${inputs} ${outputs}`;
    let number = this.known.get(key);
    if (number === undefined) {
      number = this.known.size;
      const label = `${"file" in kernel ? kernel.file : kernel.name}.${entry} ${values}`;
      const code = sourceOf(kernel);
      this.pipelines.push({ number, label, code, entry, constants, inputs, outputs });
      this.known.set(key, number);
    }
    return number;
  }
}
