import type { DType } from "../backend/backend.js";

export type MnistOptions = {
  /** "train" (train-images-idx3-ubyte) or "test" (t10k-images-idx3-ubyte), and the labels beside it. */
  split: "train" | "test";
  /** Only the first so many images; all by default. */
  limit?: number;
  /** Where the files are, or the folder that holds `mnist`. */
  folder?: string;
  /** "float64" by default, as for tensors; "float32" halves the memory (all 60,000 images: 190 MB). */
  dtype?: DType;
};
