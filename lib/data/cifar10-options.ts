import type { DType } from "../backend/backend.js";

export type Cifar10Options = {
  /** "train" (data_batch_*.bin) or "test" (test_batch.bin). */
  split: "train" | "test";
  /** Only the first so many records; all by default. */
  limit?: number;
  /** Where the files are, or the folder that holds `cifar-10-batches-bin`. */
  folder?: string;
  /** "float64" by default, as for tensors; "float32" halves the memory (all 50,000 images: 0.6 GB). */
  dtype?: DType;
};
