import { z } from "zod";
import type { DType } from "../../lib/backend/backend.js";
import { shapeText, sizeOf } from "../../lib/tensor/shape.js";
import { fromData, type TensorOptions } from "../../lib/tensor/create.js";
import type { Tensor } from "../../lib/tensor/tensor.js";

/** A file of reference values that is not of the schema. */
export class GoldenError extends Error {
  override name = "GoldenError";
}

/** One comparison: what to compute (`params.op`), from what, and what must come out. */
export type Case = {
  name: string;
  params: { op: string } & Record<string, unknown>;
  inputs: Record<string, Tensor>;
  expected: Record<string, Tensor>;
  /** In which the inputs are. */
  dtype: DType;
};

const values = z.record(
  z.string(),
  z.object({ shape: z.array(z.number().int().nonnegative()), data: z.array(z.number()) }),
);

const schema = z.object({
  topic: z.string(),
  cases: z.array(
    z.object({
      name: z.string(),
      inputs: values,
      params: z.looseObject({ op: z.string() }),
      expected: values,
    }),
  ),
});

/** The cases of one file's text. What is expected stays as it was written, in float64. */
export function parseCases(file: string, text: string, options: TensorOptions = {}): Case[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new GoldenError(`${file}: expected JSON, got: ${(cause as Error).message}`, { cause });
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0];
    throw new GoldenError(
      `${file}: expected {topic, cases: [{name, inputs, params: {op}, expected}]}, ` +
        `got another form at ${path.length > 0 ? path.join(".") : "the top"}: ${message}`,
    );
  }
  return parsed.data.cases.map(({ name, params, inputs, expected }) => ({
    name,
    params,
    dtype: options.dtype ?? "float64",
    inputs: toTensors(`${file}: ${name}: inputs`, inputs, options),
    expected: toTensors(`${file}: ${name}: expected`, expected, {}),
  }));
}

function toTensors(
  where: string,
  entries: z.infer<typeof values>,
  options: TensorOptions,
): Record<string, Tensor> {
  const tensors = Object.entries(entries).map(([key, { shape, data }]) => {
    if (data.length !== sizeOf(shape))
      throw new GoldenError(
        `${where}.${key}: expected ${sizeOf(shape)} numbers for shape ${shapeText(shape)}, got ${data.length}`,
      );
    return [key, fromData(data, shape, options)] as const;
  });
  return Object.fromEntries(tensors);
}
