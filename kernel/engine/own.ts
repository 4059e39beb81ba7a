/**
 * JavaScript's globals as they were before user code ran. A cell may declare a `Map` or a `Symbol` of
 * its own, which every script and module of the process then sees in place of the true one; what
 * runs beside user code takes them from here.
 */
export const {
  Array,
  Atomics,
  Error,
  Int32Array,
  JSON,
  Map,
  Math,
  Number,
  Object,
  Promise,
  RangeError,
  Reflect,
  Set,
  SharedArrayBuffer,
  String,
  Symbol,
  SyntaxError,
  TypeError,
  Uint8Array,
} = globalThis;

// A name that is a value and a type has to stay both.
export type Error = globalThis.Error;
export type Int32Array = globalThis.Int32Array;
export type Map<K, V> = globalThis.Map<K, V>;
export type Promise<T> = globalThis.Promise<T>;
export type Set<T> = globalThis.Set<T>;
export type SharedArrayBuffer = globalThis.SharedArrayBuffer;
export type Uint8Array = globalThis.Uint8Array;

/** Functions that are found by way of an object, and might be others there later. */
export const { stringify, parse } = globalThis.JSON;
export const { keys } = globalThis.Object;
