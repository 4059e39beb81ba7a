/** Kernels that a clock times before it is read. */
const MOST_TIMED = 128;

/** Bytes of the two times of a kernel, when it begins and when it ends. */
const BYTES = 16;

/** Times kernels by the device's own clock. */
export class Clock {
  /** Kernels since it was read. */
  private count = 0;
  private readonly queries: GPUQuerySet;
  private readonly resolved: GPUBuffer;
  private readonly landing: GPUBuffer;

  constructor(gpu: GPUDevice) {
    // As in the types of WebGPU, whose constants Node does not have before Dawn is there.
    const [MAP_READ, COPY_FROM, COPY_TO, QUERY_RESOLVE] = [0x01, 0x04, 0x08, 0x200];
    const size = MOST_TIMED * BYTES;
    this.queries = gpu.createQuerySet({ type: "timestamp", count: 2 * MOST_TIMED });
    this.resolved = gpu.createBuffer({ size, usage: QUERY_RESOLVE | COPY_FROM });
    this.landing = gpu.createBuffer({ size, usage: MAP_READ | COPY_TO });
  }

  /** What a pass is begun with whose time is to be known. */
  time(): GPUComputePassDescriptor {
    const beginningOfPassWriteIndex = 2 * this.count++;
    const endOfPassWriteIndex = beginningOfPassWriteIndex + 1;
    const querySet = this.queries;
    return { timestampWrites: { querySet, beginningOfPassWriteIndex, endOfPassWriteIndex } };
  }

  /** Has the times brought along with commands. */
  bring(encoder: GPUCommandEncoder): void {
    if (this.count === 0) return;
    encoder.resolveQuerySet(this.queries, 0, 2 * this.count, this.resolved, 0);
    encoder.copyBufferToBuffer(this.resolved, 0, this.landing, 0, this.count * BYTES);
  }

  /** Milliseconds of each kernel since it was read, when these commands are done. */
  async read(): Promise<number[]> {
    const { count, landing } = this;
    if (count === 0) return [];
    this.count = 0;
    await landing.mapAsync(1, 0, count * BYTES);
    const stamps = new BigInt64Array(landing.getMappedRange(0, count * BYTES).slice(0));
    landing.unmap();
    return Array.from({ length: count }, (_, i) => Number(stamps[2 * i + 1] - stamps[2 * i]) / 1e6);
  }
}
