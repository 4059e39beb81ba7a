/** Bind groups that are remembered at most. */
const MOST_GROUPS = 4096;

/** How a kernel sees buffers: its params, so many that it reads, and so many that it writes. */
export type Layout = {
  readonly name: string;
  readonly group: GPUBindGroupLayout;
  readonly pipeline: GPUPipelineLayout;
};

/** Has kernels see buffers. What was bound once is remembered: a step of training binds what the one before it did. */
export class Bindings {
  private readonly gpu: GPUDevice;
  private readonly buffers: ReadonlyMap<number, GPUBuffer>;
  private readonly layouts = new Map<string, Layout>();
  private readonly groups = new Map<string, GPUBindGroup>();

  /** The map of buffers by number may change while it is used. */
  constructor(gpu: GPUDevice, buffers: ReadonlyMap<number, GPUBuffer>) {
    this.gpu = gpu;
    this.buffers = buffers;
  }

  layout(inputs: number, outputs: number): Layout {
    const name = `${inputs} ${outputs}`;
    const known = this.layouts.get(name);
    if (known) return known;
    const COMPUTE = 0x04; // as in the types of WebGPU, whose constants Node does not have before Dawn is there
    const entries = Array.from({ length: 1 + inputs + outputs }, (_, binding) => ({
      binding,
      visibility: COMPUTE,
      buffer: { type: binding > inputs ? ("storage" as const) : ("read-only-storage" as const) },
    }));
    const group = this.gpu.createBindGroupLayout({ entries });
    const pipeline = this.gpu.createPipelineLayout({ bindGroupLayouts: [group] });
    const made = { name, group, pipeline };
    this.layouts.set(name, made);
    return made;
  }

  /** `bound` says where the params are in the data of a batch, and the rest as a command does. */
  group(layout: Layout, data: GPUBuffer, bound: Int32Array): GPUBindGroup {
    const key = `${layout.name}: ${bound.join()}`;
    const known = this.groups.get(key);
    if (known) return known;
    const [place, size, count] = bound;
    const params = { buffer: data, offset: place, size };
    const entries: GPUBindGroupEntry[] = [{ binding: 0, resource: params }];
    for (let binding = 1; binding <= count; binding++) {
      const [own, offset, bytes] = bound.subarray(3 * binding, 3 * binding + 3);
      const buffer = this.buffers.get(own) as GPUBuffer;
      entries.push({ binding, resource: { buffer, offset, size: bytes } });
    }
    const made = this.gpu.createBindGroup({ layout: layout.group, entries });
    if (this.groups.size >= MOST_GROUPS) this.forget();
    this.groups.set(key, made);
    return made;
  }

  /** A buffer is gone, or the data of batches lie in another one. */
  forget(): void {
    this.groups.clear();
  }
}
