/**
 * WebAssembly's binary format, as far as compile.ts needs it: one function over an imported memory, with some imported
 * functions. (https://webassembly.github.io/spec/core/binary/)
 */

export type Bytes = readonly number[];

/** A whole number in LEB128, seven bits a byte. */
export function unsigned(value: number): number[] {
  const low = value % 128;
  const rest = Math.floor(value / 128);
  return rest === 0 ? [low] : [low + 128, ...unsigned(rest)];
}

/** A whole number of 32 bits with its sign. */
export function signed(value: number): number[] {
  const low = value & 127;
  const rest = value >> 7;
  const ends = (rest === 0 && low < 64) || (rest === -1 && low >= 64);
  return ends ? [low] : [low + 128, ...signed(rest)];
}

const vector = (parts: readonly Bytes[]): number[] => [...unsigned(parts.length), ...parts.flat()];
const text = (word: string): number[] =>
  vector(Array.from(word, (letter) => [letter.charCodeAt(0)]));
const section = (id: number, content: Bytes): number[] => [
  id,
  ...unsigned(content.length),
  ...content,
];

export const I32 = 0x7f;
export const V128 = 0x7b;

/** Instructions; operands follow. */
export const op = {
  loop: [0x03, 0x40],
  block: [0x02, 0x40],
  end: [0x0b],
  br: (depth: number) => [0x0c, depth],
  brIf: (depth: number) => [0x0d, depth],
  call: (index: number) => [0x10, ...unsigned(index)],
  select: [0x1b],
  get: (local: number) => [0x20, ...unsigned(local)],
  set: (local: number) => [0x21, ...unsigned(local)],
  tee: (local: number) => [0x22, ...unsigned(local)],
  load: (offset: number) => [0x28, 0, ...unsigned(offset)],
  constant: (value: number) => [0x41, ...signed(value)],
  less: [0x48],
  lessUnsigned: [0x49],
  atLeast: [0x4e],
  add: [0x6a],
  sub: [0x6b],
  mul: [0x6c],
  and: [0x71],
  shiftLeft: [0x74],
  vector: (code: number) => [0xfd, ...unsigned(code)],
  loadVector: [0xfd, 0, 0, 0],
  storeVector: [0xfd, 11, 0, 0],
} as const;

/** A module that exports `run`: a function of `parameters` words, whose body may call `imports` of four words each. */
export function moduleOf(
  shared: boolean,
  imports: readonly string[],
  parameters: number,
  locals: readonly { count: number; type: number }[],
  body: Bytes,
): Uint8Array {
  const words = (count: number): number[] => vector(Array.from({ length: count }, () => [I32]));
  const types = [parameters, 4].map((count) => [0x60, ...words(count), 0]);
  const memory = [...text("env"), ...text("memory"), 2, shared ? 3 : 1, 1, ...unsigned(65_536)];
  const functions = imports.map((name) => [...text("kernels"), ...text(name), 0, 1]);
  const declared = locals.map(({ count, type }) => [...unsigned(count), type]);
  const code = [...vector(declared), ...body, ...op.end];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, vector(types)),
    ...section(2, vector([memory, ...functions])),
    ...section(3, vector([[0]])),
    ...section(7, vector([[...text("run"), 0, ...unsigned(imports.length)]])),
    ...section(10, vector([[...unsigned(code.length), ...code]])),
  ]);
}
