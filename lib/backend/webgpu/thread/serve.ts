/**
 * What the thread with the GPU runs. WebGPU answers in promises and the library does not wait for any, so the device
 * lives beside it: commands come as messages, and whoever asks for numbers sleeps on shared memory until they are there.
 *
 * The build makes a text of this file, because there is no file that Node, a bundle and a page would all find
 * (kernel/setup/wgsl.mjs). It may import nothing but types.
 */

/** Commands are words: one of these, then its arguments. */
export const COMMAND = {
  /** buffer, bytes */
  create: 0,
  /** buffer */
  destroy: 1,
  /** buffer, where the batch's data has its bytes, how many */
  fill: 2,
  /** pipeline, groups (x, y), where the batch's data has the params, their bytes, how many buffers, the buffers */
  run: 3,
} as const;

/** How the thread answers, in the first word of an answer; then bytes that follow, in the second. */
export const ANSWER = { none: 0, numbers: 1, failure: 2 } as const;

/** Bytes before those of an answer. */
export const ANSWER_HEAD = 16;

/** What the thread needs to begin. Its answer is a `Limits` as JSON, or why it cannot. */
export interface Start {
  readonly answer: SharedArrayBuffer;
  /** One word: other than 0 when work that still waits is of no more use. */
  readonly ending: SharedArrayBuffer;
  /** Where Node finds the package `webgpu`. */
  readonly module?: string;
}

export interface Limits {
  /** Bytes that a kernel sees of one buffer. */
  readonly binding: number;
  /** What the device says of itself. */
  readonly adapter: string;
  /** Whether the processor does the work of the GPU. */
  readonly software: boolean;
}

export interface Pipeline {
  readonly number: number;
  readonly label: string;
  readonly code: string;
  readonly entry: string;
  readonly constants: Readonly<Record<string, number>>;
  readonly inputs: number;
  readonly outputs: number;
}

/** Work in the order of its commands; then the numbers of one buffer are asked for, or not. */
export interface Batch {
  readonly pipelines: readonly Pipeline[];
  readonly commands: Int32Array;
  readonly data: Uint8Array;
  readonly read?: {
    readonly buffer: number;
    readonly bytes: number;
    readonly answer: SharedArrayBuffer;
  };
}

/** The last message. It is answered when the device is gone: to end a thread that is inside Dawn aborts the process. */
export interface Stop {
  readonly stop: SharedArrayBuffer;
}

type Listener = (message: Start | Batch | Stop) => void;
type NodePort = { on(event: string, listener: Listener): void; close(): void };
type PagePort = { onmessage: (event: { data: Start | Batch | Stop }) => void };
type Dawn = { create(options: readonly string[]): GPU; globals: object };

/** Serves the device to whoever started this thread. */
export function serve(): void {
  // As in the types of WebGPU, whose constants Node does not have before Dawn is there.
  const STORAGE = 0x80;
  const COPY_FROM = 0x04;
  const COPY_TO = 0x08;
  const MAP_READ = 0x01;
  const COMPUTE = 0x04;

  let device: GPUDevice | undefined;
  let ending: Int32Array = new Int32Array(1);
  let failure = "";
  /** Errors come later than the calls that made them. */
  const checks: Promise<GPUError | null>[] = [];
  const buffers = new Map<number, GPUBuffer>();
  const pipelines = new Map<number, { made: GPUComputePipeline; layout: GPUBindGroupLayout }>();
  const layouts = new Map<string, { group: GPUBindGroupLayout; pipeline: GPUPipelineLayout }>();
  /** The data of a batch: params of its kernels, and numbers on their way to buffers. */
  let staging: GPUBuffer | undefined;
  let landing: GPUBuffer | undefined;

  const answer = (shared: SharedArrayBuffer, kind: number, bytes: Uint8Array): void => {
    const room = shared.byteLength - 16;
    new Uint8Array(shared, 16).set(bytes.subarray(0, room));
    const words = new Int32Array(shared);
    words[1] = Math.min(bytes.length, room);
    Atomics.store(words, 0, kind);
    Atomics.notify(words, 0);
  };
  const say = (shared: SharedArrayBuffer, kind: number, text: string): void => {
    answer(shared, kind, new TextEncoder().encode(text));
  };

  async function gpuOf({ module }: Start): Promise<GPU | undefined> {
    if (module === undefined) return (globalThis as { navigator?: { gpu?: GPU } }).navigator?.gpu;
    const dawn = (await import(module)) as Dawn;
    Object.assign(globalThis, dawn.globals);
    const gpu = dawn.create([]);
    Object.assign(globalThis, { gradlabGpu: gpu }); // Dawn aborts if its instance is collected
    return gpu;
  }

  async function begin(start: Start): Promise<void> {
    ending = new Int32Array(start.ending);
    const gpu = await gpuOf(start);
    const adapter = await gpu?.requestAdapter({ powerPreference: "high-performance" });
    if (!adapter) {
      say(
        start.answer,
        2,
        "no adapter: no graphics driver with Vulkan, Metal or Direct3D 12, or one that is too old",
      );
      return;
    }
    const { maxStorageBufferBindingSize, maxBufferSize } = adapter.limits;
    device = await adapter.requestDevice({
      requiredLimits: { maxStorageBufferBindingSize, maxBufferSize },
    });
    void device.lost.then(({ message, reason }) => {
      failure ||= `the device was lost (${reason}): ${message}`;
    });
    device.onuncapturederror = ({ error }) => (failure ||= error.message);
    const { info } = adapter;
    const words = [info.description, info.vendor, info.architecture];
    const limits: Limits = {
      binding: Math.min(maxStorageBufferBindingSize, maxBufferSize, 2 ** 31 - 4), // words have signs
      adapter: words.find((word) => word) ?? "unknown",
      software: /llvmpipe|swiftshader|software|lavapipe/i.test(words.join(" ")),
    };
    say(start.answer, 1, JSON.stringify(limits));
  }

  function layoutOf(gpu: GPUDevice, inputs: number, outputs: number) {
    const key = `${inputs} ${outputs}`;
    const known = layouts.get(key);
    if (known) return known;
    const entries = Array.from({ length: 1 + inputs + outputs }, (_, binding) => ({
      binding,
      visibility: COMPUTE,
      buffer: { type: binding > inputs ? ("storage" as const) : ("read-only-storage" as const) },
    }));
    const group = gpu.createBindGroupLayout({ entries });
    const pipeline = gpu.createPipelineLayout({ bindGroupLayouts: [group] });
    const made = { group, pipeline };
    layouts.set(key, made);
    return made;
  }

  function prepare(gpu: GPUDevice, wanted: Pipeline): void {
    const { number, label, code, entry, constants, inputs, outputs } = wanted;
    const layout = layoutOf(gpu, inputs, outputs);
    const module = gpu.createShaderModule({ label, code });
    const made = gpu.createComputePipeline({
      label,
      layout: layout.pipeline,
      compute: { module, entryPoint: entry, constants: { ...constants } },
    });
    pipelines.set(number, { made, layout: layout.group });
  }

  /** A buffer of at least so many bytes in the place of another that is too small. */
  function roomy(gpu: GPUDevice, old: GPUBuffer | undefined, bytes: number, usage: number) {
    if (old && old.size >= bytes) return old;
    old?.destroy();
    return gpu.createBuffer({ size: Math.max(65_536, 2 ** Math.ceil(Math.log2(bytes))), usage });
  }

  function execute(gpu: GPUDevice, { pipelines: wanted, commands, data }: Batch): void {
    for (const pipeline of wanted) prepare(gpu, pipeline);
    if (data.length > 0) {
      staging = roomy(gpu, staging, data.length, STORAGE | COPY_FROM | COPY_TO);
      gpu.queue.writeBuffer(staging, 0, data.buffer, data.byteOffset, data.length);
    }
    const encoder = gpu.createCommandEncoder();
    const gone: GPUBuffer[] = [];
    let pass: GPUComputePassEncoder | undefined;
    const buffer = (number: number): GPUBuffer => buffers.get(number) as GPUBuffer;
    for (let at = 0; at < commands.length;) {
      const code = commands[at++];
      if (code === 0) {
        const size = commands[at + 1];
        const usage = STORAGE | COPY_FROM | COPY_TO;
        buffers.set(commands[at], gpu.createBuffer({ size, usage }));
        at += 2;
      } else if (code === 1) {
        gone.push(buffer(commands[at]));
        buffers.delete(commands[at++]);
      } else if (code === 2) {
        pass?.end();
        pass = undefined;
        const to = buffer(commands[at]);
        encoder.copyBufferToBuffer(staging as GPUBuffer, commands[at + 1], to, 0, commands[at + 2]);
        at += 3;
      } else {
        const { made, layout } = pipelines.get(commands[at]) as {
          made: GPUComputePipeline;
          layout: GPUBindGroupLayout;
        };
        const [, x, y, offset, size, count] = commands.subarray(at, at + 6);
        const params = { buffer: staging as GPUBuffer, offset, size };
        const entries: GPUBindGroupEntry[] = [{ binding: 0, resource: params }];
        for (let i = 0; i < count; i++)
          entries.push({ binding: i + 1, resource: { buffer: buffer(commands[at + 6 + i]) } });
        pass ??= encoder.beginComputePass();
        pass.setPipeline(made);
        pass.setBindGroup(0, gpu.createBindGroup({ layout, entries }));
        pass.dispatchWorkgroups(x, y);
        at += 6 + count;
      }
    }
    pass?.end();
    gpu.queue.submit([encoder.finish()]);
    for (const old of gone) old.destroy();
  }

  /** Does what a batch says; every error of it is found before numbers are handed out. */
  async function work(batch: Batch): Promise<void> {
    if (Atomics.load(ending, 0) !== 0) return;
    const gpu = device as GPUDevice;
    const { read } = batch;
    const kinds = ["validation", "out-of-memory", "internal"] as const;
    for (const kind of kinds) gpu.pushErrorScope(kind);
    let mapped: Promise<void> | undefined;
    try {
      execute(gpu, batch);
      if (read) {
        landing = roomy(gpu, landing, read.bytes, MAP_READ | COPY_TO);
        const encoder = gpu.createCommandEncoder();
        const from = buffers.get(read.buffer) as GPUBuffer;
        encoder.copyBufferToBuffer(from, 0, landing, 0, read.bytes);
        gpu.queue.submit([encoder.finish()]);
        mapped = landing.mapAsync(1, 0, read.bytes);
        mapped.catch(() => undefined); // looked at below
      }
    } catch (error) {
      failure ||= String(error);
    }
    checks.push(...kinds.map(() => gpu.popErrorScope()));
    if (!read) return;
    try {
      await mapped;
    } catch (error) {
      failure ||= String(error);
    }
    for (const check of checks.splice(0))
      failure ||= await check.then((error) => error?.message ?? "", String);
    if (failure) {
      say(read.answer, 2, failure);
    } else {
      answer(read.answer, 1, new Uint8Array((landing as GPUBuffer).getMappedRange(0, read.bytes)));
      landing?.unmap();
    }
  }

  async function end(answer: SharedArrayBuffer): Promise<void> {
    await Promise.allSettled(checks);
    device?.destroy();
    await device?.lost;
    say(answer, 1, "");
    port?.close();
  }

  let turn = Promise.resolve();
  const listen = (message: Start | Batch | Stop): void => {
    turn = turn.then(() => {
      if ("commands" in message) return work(message);
      if ("stop" in message) return end(message.stop);
      return begin(message).catch((error: unknown) => say(message.answer, 2, String(error)));
    });
  };
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } };
  const port = (
    process?.getBuiltinModule?.("node:worker_threads") as { parentPort: NodePort } | undefined
  )?.parentPort;
  if (port) port.on("message", listen);
  else (globalThis as unknown as PagePort).onmessage = ({ data }) => listen(data);
}
