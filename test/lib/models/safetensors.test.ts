import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { crc32 } from "../../../lib/crc32.js";
import { DataError } from "../../../lib/errors.js";
import { build } from "../../../lib/models/architectures/architecture.js";
import { cifarResNet } from "../../../lib/models/architectures/index.js";
import { decodeSafetensors, encodeSafetensors } from "../../../lib/models/safetensors.js";
import type { Snapshot } from "../../../lib/models/model.js";
import { twoLayerNet } from "../../../lib/models/two-layer-net.js";
import { loadWeights, saveWeights } from "../../../lib/models/weights.js";
import { Random } from "../../../lib/random.js";
import { ones, randn, tensor, zeros } from "../../../lib/tensor/create.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

/** A file by hand: the header as given, then the numbers. */
function file(header: unknown, data: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(
    typeof header === "string" ? header : JSON.stringify(header),
  );
  const out = new Uint8Array(8 + text.length + data.length);
  new DataView(out.buffer).setBigUint64(0, BigInt(text.length), true);
  out.set(text, 8);
  out.set(data, 8 + text.length);
  return out;
}

test("crc32 is that of ISO 3309, and goes on", () => {
  const bytes = new TextEncoder().encode("123456789");
  expect(crc32(bytes)).toBe(0xcbf43926);
  expect(crc32(bytes.subarray(4), crc32(bytes.subarray(0, 4)))).toBe(0xcbf43926);
});

describe("safetensors", () => {
  const tensors = {
    "conv1.W": randn([2, 3, 1, 4], new Random(1)),
    scalar: tensor(NaN),
    single: randn([3], new Random(2), { dtype: "float32" }),
    none: zeros([0, 2]),
    view: randn([2, 3], new Random(3)).T,
    ω: tensor([-0, Infinity, 5e-324]),
  };

  test("give back every bit, names, shapes, dtypes and metadata", () => {
    const back = decodeSafetensors(encodeSafetensors(tensors, { epoch: "7", note: "ü" }));
    expect(back.metadata).toEqual({ epoch: "7", note: "ü" });
    expect(Object.keys(back.tensors)).toEqual(Object.keys(tensors));
    for (const [name, want] of Object.entries(tensors)) {
      const got = back.tensors[name];
      expect([got.shape, got.dtype]).toEqual([want.shape, want.dtype]);
      expect([...got.data]).toEqual([...want.data]);
    }
    expect(decodeSafetensors(encodeSafetensors({}))).toEqual({ tensors: {}, metadata: {} });
  });

  test("begin their numbers at a multiple of 8 and say their layout as the format wants it", () => {
    const bytes = encodeSafetensors({ a: ones([2, 2]), b: ones([1], { dtype: "float32" }) });
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(length % 8).toBe(0);
    const header: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
    expect(header).toMatchObject({
      a: { dtype: "F64", shape: [2, 2], data_offsets: [0, 32] },
      b: { dtype: "F32", shape: [1], data_offsets: [32, 36] },
    });
    expect(bytes).toHaveLength(8 + length + 36);
  });

  test("of others are read too: half precision, unaligned, without a checksum", () => {
    const bytes = file(
      {
        half: { dtype: "F16", shape: [6], data_offsets: [0, 12] },
        brain: { dtype: "BF16", shape: [2], data_offsets: [12, 16] },
      },
      new Uint8Array(
        Uint16Array.of(0x3c00, 0xc000, 1, 0x7c00, 0xfc00, 0x7e00, 0x3f80, 0xc040).buffer,
      ),
    );
    const shifted = new Uint8Array(bytes.length + 1);
    shifted.set(bytes, 1);
    const { tensors: got } = decodeSafetensors(Buffer.from(shifted.subarray(1)));
    expect([...got.half.data]).toEqual([1, -2, 2 ** -24, Infinity, -Infinity, NaN]);
    expect([...got.brain.data]).toEqual([1, -3]);
    expect(got.half.dtype).toBe("float32");
  });

  test("that are cut off or changed anywhere are refused", () => {
    const bytes = encodeSafetensors({ W: randn([2, 2], new Random(1)) });
    for (let length = 0; length < bytes.length; length++)
      expect(() => decodeSafetensors(bytes.subarray(0, length))).toThrow(DataError);
    for (let i = 0; i < bytes.length; i++) {
      const damaged = bytes.slice();
      damaged[i] ^= 1 << (i % 8);
      let refused = false;
      try {
        const { tensors: got } = decodeSafetensors(damaged);
        // Only what surrounds the table and the numbers can change unseen: blanks, and the checksum's own name.
        expect([...got.W.data]).toEqual([...decodeSafetensors(bytes).tensors.W.data]);
      } catch (error) {
        expect(error).toBeInstanceOf(DataError);
        refused = true;
      }
      if (i >= bytes.length - 32) expect(refused).toBe(true);
    }
  });

  const entry = { dtype: "F32", shape: [2], data_offsets: [0, 8] };
  test.each<[string, unknown, number, string]>([
    [
      "no header",
      "[1]",
      0,
      "x: expected a safetensors file, whose header begins with {, got another beginning",
    ],
    ["broken JSON", "{a}", 0, "x: expected a header in JSON, got: "],
    [
      "integers",
      { a: { ...entry, dtype: "I64" } },
      8,
      'x: a must hold F64, F32, F16, BF16, got "I64"',
    ],
    ["no entry", { a: 3 }, 8, "x: a must hold F64, F32, F16, BF16, got undefined"],
    ["a bad shape", { a: { ...entry, shape: [-2] } }, 8, "x: a must have a shape, got [-2]"],
    [
      "a bad place",
      { a: { ...entry, data_offsets: [0, 4] } },
      8,
      "x: a of shape (2) must take 8 bytes, got [0,4]",
    ],
    [
      "no place",
      { a: { dtype: "F32", shape: [2] } },
      8,
      "x: a of shape (2) must take 8 bytes, got undefined",
    ],
    ["too few numbers", { a: entry }, 4, "x: expected 8 bytes of numbers, got 4"],
    ["too many", { a: entry }, 12, "x: expected 8 bytes of numbers, got 12"],
    [
      "a hole",
      { a: { ...entry, data_offsets: [4, 12] } },
      8,
      "x: expected 8 bytes of numbers, got 8",
    ],
    [
      "metadata that are no texts",
      { __metadata__: { a: 1 } },
      0,
      'x: expected metadata of texts, got {"a":1}',
    ],
    [
      "a wrong checksum",
      { __metadata__: { "gradlab.crc32": "00000000" }, a: entry },
      8,
      "x: expected checksum 00000000, got ",
    ],
  ])("with %s are refused", (_name, header, size, message) => {
    expect(() => decodeSafetensors(file(header, new Uint8Array(size)), "x")).toThrow(message);
  });

  test("refuse to be something else, and names of their own", () => {
    expect(() => decodeSafetensors(new Uint8Array(3))).toThrow(
      "decodeSafetensors: expected a safetensors file, got 3 bytes",
    );
    const long = file({}, new Uint8Array(0));
    new DataView(long.buffer).setBigUint64(0, 1000n, true);
    expect(() => decodeSafetensors(long)).toThrow(
      "decodeSafetensors: expected a header of 1000 bytes, got 2: the file is cut off",
    );
    expect(() => encodeSafetensors({ __metadata__: ones([1]) })).toThrow(
      "encodeSafetensors: tensors must leave the name __metadata__ to the format, got it",
    );
    expect(() => encodeSafetensors({}, { "gradlab.crc32": "0" })).toThrow(
      "encodeSafetensors: metadata must leave the name gradlab.crc32 to the format, got it",
    );
  });
});

describe("weights", () => {
  const folder = temporaryFolder("weights");

  test("come back whole, with running averages, into another model of the same layers", async () => {
    const path = join(folder, "net.safetensors");
    const architecture = cifarResNet({ depth: 8, width: 2, input: [1, 4, 4] });
    const [model, other] = [1, 2].map((seed) => build(architecture, { seed }));
    const x = randn([2, 1, 4, 4], new Random(1));
    model.forward(x, "train");
    await saveWeights(path, model, { epoch: "3" });
    expect(await loadWeights(path, other)).toEqual({ epoch: "3" });
    const numbers = ({ params, buffers }: Snapshot) =>
      Object.entries({ ...params, ...buffers }).map(([name, value]) => [name, value.toArray()]);
    expect(numbers(other.snapshot())).toEqual(numbers(model.snapshot()));
    expect(other.forward(x).y.toArray()).toEqual(model.forward(x).y.toArray());
    const single = build(architecture, { dtype: "float32" });
    await loadWeights(path, single);
    expect(single.params["conv2d1.W"].dtype).toBe("float32");
    expect(readdirSync(folder)).toEqual(["net.safetensors"]);
  });

  test("that do not fit leave the model as it was", async () => {
    const path = join(folder, "other.safetensors");
    const model = twoLayerNet({ inputs: 3, hidden: 4, classes: 2 });
    const before = model.snapshot();
    const refusal = async (tensors: Record<string, ReturnType<typeof ones>>): Promise<string> => {
      writeFileSync(path, encodeSafetensors(tensors));
      const error: unknown = await loadWeights(path, model).catch((e: unknown) => e);
      expect(error).toBeInstanceOf(DataError);
      expect(model.snapshot()).toEqual(before);
      return (error as Error).message;
    };
    const { params } = before;
    expect(await refusal({ ...params, "linear3.W": ones([2]) })).toBe(
      `${path}: expected the weights of this model, got linear3.W besides`,
    );
    expect(await refusal({ ...params, "linear2.b": ones([3]) })).toBe(
      `${path}: linear2.b must have shape (2), got (3)`,
    );
    const { "linear1.W": W, "linear1.b": b, "linear2.W": W2 } = params;
    expect(await refusal({ "linear1.W": W, "linear1.b": b, "linear2.W": W2 })).toBe(
      `${path}: expected linear2.b of shape (2), got none`,
    );
    writeFileSync(path, readFileSync(path).subarray(0, 200));
    await expect(loadWeights(path, model)).rejects.toThrow(DataError);
    expect(model.snapshot()).toEqual(before);
  });

  test("that cannot be written leave what was there and nothing beside it", async () => {
    const model = twoLayerNet({ inputs: 3, hidden: 4, classes: 2 });
    const missing = join(folder, "missing", "net.safetensors");
    await expect(saveWeights(missing, model)).rejects.toThrow(
      `${missing}: expected a file that can be written, got: ENOENT`,
    );
    await expect(loadWeights(missing, model)).rejects.toThrow(
      `${missing}: expected a file that can be read, got: ENOENT`,
    );
    const before = readdirSync(folder);
    await expect(saveWeights(folder, model)).rejects.toThrow(DataError);
    expect(readdirSync(folder)).toEqual(before);
    expect(readdirSync(join(folder, "..")).filter((name) => name.endsWith(".part"))).toEqual([]);
  });
});
