import { Bindings, type Layout } from "./bindings.js";
import { Clock } from "./clock.js";
import {
  ANSWER,
  ANSWER_HEAD,
  COMMAND,
  type Batch,
  type Limits,
  type Lose,
  type Make,
  type Pipeline,
  type Start,
  type Stop,
  type Times,
} from "./protocol.js";
import { makeIfRoom } from "./room.js";
import { stayAwake, withNaps } from "./waiting.js";

/**
 * What the thread with the GPU runs. WebGPU answers in promises and the library does not wait for any, so the device
 * lives beside it: commands come as messages, and whoever asks for numbers sleeps on shared memory until they are there.
 *
 * The build makes a text of this folder, because there is no file that Node, a bundle and a page would all find
 * (kernel/setup/wgsl.mjs). It may import nothing else but types.
 */

type Message = Start | Batch | Make | Times | Stop | Lose;
type Wanted = NonNullable<Batch["read"]>;
type Listener = (message: Message) => void;
type NodePort = { on(event: string, listener: Listener): void; close?(): void };
type PagePort = { onmessage: (event: { data: Message }) => void };
type Dawn = { create(options: readonly string[]): GPU; globals: object };
type Ready = { readonly made: GPUComputePipeline; readonly layout: Layout };

/** Serves the device to whoever started this thread. */
export function serve(): void {
  // As in the types of WebGPU, whose constants Node does not have before Dawn is there.
  const STORAGE = 0x80;
  const COPY_FROM = 0x04;
  const COPY_TO = 0x08;
  const MAP_READ = 0x01;
  /** What commands, whose words have signs, can say. */
  const MOST_BYTES = 2 ** 31 - 256;
  /** Dawn rounds times to a tenth of a millisecond, as browsers have to. */
  const EXACT_TIMES = "disable-dawn-features=timestamp_quantization";
  /** Numbers leave the device in pieces of so many bytes. */
  const PIECE = 2 ** 24;

  let device: GPUDevice | undefined;
  let bindings: Bindings;
  let ending: Int32Array = new Int32Array(1);
  let failure = "";
  /** Errors come later than the calls that made them. */
  const checks: Promise<GPUError | null>[] = [];
  const buffers = new Map<number, GPUBuffer>();
  const pipelines = new Map<number, Ready>();
  /** The number of the last batch. */
  let last = 0;
  /** The data of a batch: params of its kernels, and numbers on their way to buffers. */
  let staging: GPUBuffer | undefined;
  let landing: GPUBuffer | undefined;
  let clock: Clock | undefined;
  /** Milliseconds of kernels that were timed, until somebody asks. */
  let times: number[] = [];
  /** Whether answers are there only when they are looked for. */
  let looks = false;

  const answer = (shared: SharedArrayBuffer, kind: number, bytes: number): void => {
    const words = new Int32Array(shared);
    words[1] = bytes;
    Atomics.store(words, 0, kind);
    Atomics.notify(words, 0);
  };
  const say = (shared: SharedArrayBuffer, kind: number, text: string): void => {
    const bytes = new TextEncoder().encode(text).subarray(0, shared.byteLength - ANSWER_HEAD);
    new Uint8Array(shared, ANSWER_HEAD).set(bytes);
    answer(shared, kind, bytes.length);
  };

  async function gpuOf({ module }: Start): Promise<GPU | undefined> {
    const own = (globalThis as { navigator?: { gpu?: GPU } }).navigator?.gpu; // browsers and Deno
    if (own || module === undefined) return own;
    const dawn = (await import(module)) as Dawn;
    Object.assign(globalThis, dawn.globals);
    const gpu = dawn.create([EXACT_TIMES]);
    Object.assign(globalThis, { gradlabGpu: gpu }); // Dawn aborts if its instance is collected
    looks = true;
    return gpu;
  }

  async function begin(start: Start): Promise<void> {
    ending = new Int32Array(start.ending);
    const gpu = await gpuOf(start);
    const adapter = await gpu?.requestAdapter({ powerPreference: "high-performance" });
    if (!adapter) {
      say(
        start.answer,
        ANSWER.failure,
        "no adapter: no graphics driver with Vulkan, Metal or Direct3D 12, or one that is too old",
      );
      return;
    }
    const { maxStorageBufferBindingSize, maxBufferSize, maxStorageBuffersPerShaderStage } =
      adapter.limits;
    const timestamps = adapter.features.has("timestamp-query");
    device = await adapter.requestDevice({
      requiredFeatures: timestamps ? ["timestamp-query"] : [],
      requiredLimits: {
        ...{ maxStorageBufferBindingSize, maxBufferSize, maxStorageBuffersPerShaderStage },
      },
    });
    bindings = new Bindings(device, buffers);
    void device.lost.then(({ message, reason }) => {
      failure ||= `the device was lost (${reason}): ${message}`;
    });
    device.onuncapturederror = ({ error }) => (failure ||= error.message);
    const { info } = adapter;
    const words = [info.description, info.vendor, info.architecture];
    const limits: Limits = {
      binding: Math.min(maxStorageBufferBindingSize, maxBufferSize, MOST_BYTES),
      buffer: Math.min(maxBufferSize, MOST_BYTES),
      bindings: maxStorageBuffersPerShaderStage - 1,
      timestamps,
      adapter: words.find((word) => word) ?? "unknown",
      software: /llvmpipe|swiftshader|software|lavapipe/i.test(words.join(" ")),
    };
    say(start.answer, ANSWER.numbers, JSON.stringify(limits));
  }

  function prepare(gpu: GPUDevice, wanted: Pipeline): void {
    const { number, label, code, entry, constants, inputs, outputs } = wanted;
    const layout = bindings.layout(inputs, outputs);
    const module = gpu.createShaderModule({ label, code });
    const made = gpu.createComputePipeline({
      label,
      layout: layout.pipeline,
      compute: { module, entryPoint: entry, constants: { ...constants } },
    });
    pipelines.set(number, { made, layout });
  }

  /** A buffer of at least so many bytes in the place of another that is too small. */
  function roomy(gpu: GPUDevice, old: GPUBuffer | undefined, bytes: number, usage: number) {
    if (old && old.size >= bytes) return old;
    old?.destroy();
    return gpu.createBuffer({ size: Math.max(65_536, 2 ** Math.ceil(Math.log2(bytes))), usage });
  }

  async function make({ make: number, bytes, answer }: Make): Promise<void> {
    if (Atomics.load(ending, 0) !== 0) return;
    const usage = STORAGE | COPY_FROM | COPY_TO;
    const made = await makeIfRoom(device as GPUDevice, { size: bytes, usage });
    if (typeof made !== "string") buffers.set(number, made);
    say(answer, ANSWER.numbers, typeof made === "string" ? made : "");
  }

  function execute(gpu: GPUDevice, { pipelines: wanted, commands, data, read }: Batch): void {
    for (const pipeline of wanted) prepare(gpu, pipeline);
    if (data.length > 0) {
      const roomier = roomy(gpu, staging, data.length, STORAGE | COPY_FROM | COPY_TO);
      if (roomier !== staging) bindings.forget();
      staging = roomier;
      gpu.queue.writeBuffer(staging, 0, data.buffer, data.byteOffset, data.length);
    }
    const encoder = gpu.createCommandEncoder();
    const gone: GPUBuffer[] = [];
    let pass: GPUComputePassEncoder | undefined;
    const buffer = (number: number): GPUBuffer => buffers.get(number) as GPUBuffer;
    for (let at = 0; at < commands.length;) {
      const code = commands[at++];
      if (code === COMMAND.create) {
        const size = commands[at + 1];
        const usage = STORAGE | COPY_FROM | COPY_TO;
        buffers.set(commands[at], gpu.createBuffer({ size, usage }));
        at += 2;
      } else if (code === COMMAND.destroy) {
        gone.push(buffer(commands[at]));
        buffers.delete(commands[at++]);
      } else if (code === COMMAND.fill) {
        pass?.end();
        pass = undefined;
        const to = buffer(commands[at]);
        const [, start, place, bytes] = commands.subarray(at, at + 4);
        encoder.copyBufferToBuffer(staging as GPUBuffer, place, to, start, bytes);
        at += 4;
      } else {
        const { made, layout } = pipelines.get(commands[at]) as Ready;
        const [x, y] = commands.subarray(at + 1, at + 3);
        const bound = commands.subarray(at + 3, at + 6 + 3 * commands[at + 5]);
        at += 3 + bound.length;
        if (code === COMMAND.runTimed) {
          pass?.end();
          pass = encoder.beginComputePass((clock ??= new Clock(gpu)).time());
        }
        pass ??= encoder.beginComputePass();
        pass.setPipeline(made);
        pass.setBindGroup(0, bindings.group(layout, staging as GPUBuffer, bound));
        pass.dispatchWorkgroups(x, y);
        if (code === COMMAND.runTimed) {
          pass.end();
          pass = undefined;
        }
      }
    }
    pass?.end();
    clock?.bring(encoder);
    if (read) copyPiece(gpu, encoder, read, 0);
    gpu.queue.submit([encoder.finish()]);
    if (gone.length > 0) bindings.forget();
    for (const old of gone) old.destroy();
  }

  /** Does what a batch says; every error of it is found before numbers are handed out. */
  async function work(batch: Batch): Promise<void> {
    if (Atomics.load(ending, 0) !== 0 || batch.number <= last) return;
    last = batch.number;
    const gpu = device as GPUDevice;
    const { read } = batch;
    const kinds = ["validation", "out-of-memory", "internal"] as const;
    for (const kind of kinds) gpu.pushErrorScope(kind);
    const awaited: Promise<void>[] = [];
    try {
      execute(gpu, batch);
      if (read) awaited.push(copyOut(gpu, read));
      if (clock) awaited.push(clock.read().then((more) => void times.push(...more)));
    } catch (error) {
      failure ||= String(error);
    }
    checks.push(...kinds.map(() => gpu.popErrorScope()));
    const settled = Promise.allSettled(awaited);
    const found = await (looks && awaited.length > 0 ? withNaps(settled) : settled);
    for (const check of read ? checks.splice(0) : [])
      failure ||= await check.then((error) => error?.message ?? "", String);
    for (const outcome of found)
      if (outcome.status === "rejected") failure ||= String(outcome.reason);
    if (!read) return;
    if (failure) say(read.answer, ANSWER.failure, failure);
    else answer(read.answer, ANSWER.numbers, read.bytes);
    if (looks) stayAwake();
  }

  const pieceOf = ({ bytes }: Wanted, start: number): number => Math.min(PIECE, bytes - start);

  /** Copies a piece of a buffer to where the host can see it. */
  function copyPiece(gpu: GPUDevice, encoder: GPUCommandEncoder, wanted: Wanted, start: number) {
    const size = pieceOf(wanted, start);
    landing = roomy(gpu, landing, size, MAP_READ | COPY_TO);
    encoder.copyBufferToBuffer(buffers.get(wanted.buffer) as GPUBuffer, start, landing, 0, size);
  }

  /** Hands out the numbers at the beginning of a buffer, the first piece of which came along with other commands. */
  async function copyOut(gpu: GPUDevice, wanted: Wanted): Promise<void> {
    const to = new Uint8Array(wanted.answer, ANSWER_HEAD);
    for (let start = 0; start < wanted.bytes; start += PIECE) {
      if (start > 0) {
        const encoder = gpu.createCommandEncoder();
        copyPiece(gpu, encoder, wanted, start);
        gpu.queue.submit([encoder.finish()]);
      }
      const size = pieceOf(wanted, start);
      const from = landing as GPUBuffer;
      await from.mapAsync(1, 0, size);
      to.set(new Uint8Array(from.getMappedRange(0, size)), start);
      from.unmap();
    }
  }

  /** Hands out how long kernels took. */
  function tell(shared: SharedArrayBuffer): void {
    new Float64Array(shared, ANSWER_HEAD).set(times);
    answer(shared, ANSWER.numbers, times.length * 8);
    times = [];
  }

  async function end(answer: SharedArrayBuffer): Promise<void> {
    await Promise.allSettled(checks);
    device?.destroy();
    await device?.lost;
    say(answer, ANSWER.numbers, "");
    port?.close?.();
  }

  async function take(message: Message): Promise<void> {
    if ("lose" in message) device?.destroy();
    else if ("commands" in message) await work(message);
    else if ("make" in message) await make(message);
    else if ("times" in message) tell(message.times);
    else if ("stop" in message) await end(message.stop);
    else
      await begin(message).catch((error: unknown) =>
        say(message.answer, ANSWER.failure, String(error)),
      );
  }

  let turn = Promise.resolve();
  const listen = (message: Message): void => {
    turn = turn.then(() => take(message));
  };
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } };
  const port = (
    process?.getBuiltinModule?.("node:worker_threads") as { parentPort: NodePort } | undefined
  )?.parentPort;
  if (port) port.on("message", listen);
  else (globalThis as unknown as PagePort).onmessage = ({ data }) => listen(data);
}
