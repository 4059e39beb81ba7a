/**
 * Bytes that stay free beside a buffer that was asked for. Small buffers and data on their way are not asked for: they
 * have room here.
 */
const HEADROOM = 2 ** 26;

/** A buffer, if the device has room for it; else what the device said. */
export async function makeIfRoom(
  gpu: GPUDevice,
  descriptor: GPUBufferDescriptor,
): Promise<GPUBuffer | string> {
  const made = await tryToMake(gpu, descriptor);
  if (typeof made !== "string") return made;
  // What was destroyed lately is free when the work before is done.
  gpu.queue.submit([]);
  await gpu.queue.onSubmittedWorkDone();
  return tryToMake(gpu, descriptor);
}

async function tryToMake(
  gpu: GPUDevice,
  descriptor: GPUBufferDescriptor,
): Promise<GPUBuffer | string> {
  gpu.pushErrorScope("out-of-memory");
  const buffer = gpu.createBuffer(descriptor);
  const free = gpu.createBuffer({ ...descriptor, size: HEADROOM });
  const error = await gpu.popErrorScope().catch(() => null); // a lost device says so to whoever reads
  free.destroy();
  if (!error) return buffer;
  buffer.destroy();
  return error.message.split("\n")[0];
}
