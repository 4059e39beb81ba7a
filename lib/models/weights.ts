import { DataError } from "../errors.js";
import { sameShape, shapeText } from "../tensor/shape.js";
import type { Model } from "./model.js";
import type { Named } from "./module.js";
import { decodeSafetensors, encoded } from "./safetensors.js";

/**
 * Saves what a model has learned, and its running averages, as a safetensors file with a checksum: whole, or not at
 * all if something goes wrong. `metadata` are texts to keep with it. Runs in Node.
 *
 * @throws DataError if the file cannot be written; ValueError if metadata are no texts.
 *
 * @example
 * await saveWeights(`${process.env.GRADLAB_DATA}/net.safetensors`, model, { epoch: "7" });
 * (await loadWeights(`${process.env.GRADLAB_DATA}/net.safetensors`, model)).epoch; // "7"
 */
export async function saveWeights(
  path: string,
  model: Model,
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { writeWhole } = await import("./node/whole-file.js");
  const { params, buffers } = model.snapshot();
  await writeWhole(path, encoded("saveWeights", { ...params, ...buffers }, metadata));
}

/**
 * Puts saved weights into a model of the same layers, and gives back the metadata. Numbers take the dtype of the
 * model. If anything does not fit, the model stays as it was.
 *
 * @throws DataError if the file cannot be read or is damaged, or a name or shape is not that of the model.
 *
 * @example
 * const path = `${process.env.GRADLAB_DATA}/weights.safetensors`;
 * await saveWeights(path, model, { epoch: "7" });
 * (await loadWeights(path, model)).epoch; // "7"
 */
export async function loadWeights(path: string, model: Model): Promise<Record<string, string>> {
  const { readWhole } = await import("./node/whole-file.js");
  const { params, buffers } = model.snapshot();
  const first = Object.values({ ...params, ...buffers }).at(0);
  const bytes = await readWhole(path);
  const { tensors, metadata } = decodeSafetensors(bytes, path, first?.backend);
  const extra = Object.keys(tensors).find((name) => !(name in params) && !(name in buffers));
  if (extra !== undefined)
    throw new DataError(`${path}: expected the weights of this model, got ${extra} besides`);
  const fitting = (own: Named): Named =>
    Object.fromEntries(
      Object.entries(own).map(([name, { shape, dtype }]) => {
        if (!Object.hasOwn(tensors, name))
          throw new DataError(`${path}: expected ${name} of shape ${shapeText(shape)}, got none`);
        const value = tensors[name];
        if (!sameShape(value.shape, shape))
          throw new DataError(
            `${path}: ${name} must have shape ${shapeText(shape)}, got ${shapeText(value.shape)}`,
          );
        return [name, value.to(dtype)];
      }),
    );
  model.restore({ params: fitting(params), buffers: fitting(buffers) });
  return metadata;
}
