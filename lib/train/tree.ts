import type { TensorOptions } from "../tensor/create.js";
import { decodeSafetensors, encodeSafetensors } from "../models/safetensors.js";
import { Tensor } from "../tensor/tensor.js";

/** Plain values with tensors among them, such as the state of an optimizer. */
export type Tree =
  | Tensor
  | number
  | string
  | boolean
  | null
  | undefined
  | readonly Tree[]
  | { readonly [key: string]: Tree };

/** JSON has no words for a tensor and for some numbers; objects with this one key stand for them. */
const TENSOR = "$tensor";
const NUMBER = "$number";
const METADATA = "tree";

/**
 * A tree as the bytes of a safetensors file: its tensors under their paths, such as `states/linear1.W/v`, and the
 * rest as JSON in the metadata. Every number comes back to the last bit. What is undefined is left out.
 */
export function encodeTree(tree: Tree): Uint8Array {
  const tensors: Record<string, Tensor> = {};
  const plain = (value: Tree, path: string): unknown => {
    if (value instanceof Tensor) {
      tensors[path] = value;
      return { [TENSOR]: path };
    }
    if (typeof value === "number")
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : { [NUMBER]: Object.is(value, -0) ? "-0" : String(value) };
    if (typeof value !== "object" || value === null) return value;
    if (isList(value)) return value.map((item, i) => plain(item, `${path}/${i}`));
    const entries = Object.entries(value).map(([key, item]) => [
      key,
      plain(item, path ? `${path}/${key}` : key),
    ]);
    return Object.fromEntries(entries) as unknown;
  };
  const json = JSON.stringify(plain(tree, ""));
  return encodeSafetensors(tensors, { [METADATA]: json });
}

/**
 * The tree in such bytes; `where` begins the message of an error.
 *
 * @throws DataError if the bytes are damaged or hold no tree.
 */
export function decodeTree(
  bytes: Uint8Array,
  where: string,
  backend?: TensorOptions["backend"],
): Tree {
  const { tensors, metadata } = decodeSafetensors(bytes, where, backend);
  return JSON.parse(metadata[METADATA] ?? "null", (_key, value: unknown) => {
    if (typeof value !== "object" || value === null) return value;
    if (TENSOR in value) return tensors[String(value[TENSOR])];
    if (NUMBER in value) return Number(value[NUMBER]);
    return value;
  }) as Tree;
}

const isList = (value: Tree): value is readonly Tree[] => Array.isArray(value);
