import { fromData } from "../tensor/create.js";
import { Tensor } from "../tensor/tensor.js";
import type { Plain, PlainArray, PlainObject } from "./exercise.js";
import { specOf, testFunction } from "./test-functions.js";

export const isPlainArray = (value: Plain): value is PlainArray => Array.isArray(value);

/** Whether a value is an object of named values, and nothing of its own kind. */
export const isPlainObject = (value: Plain): value is PlainObject =>
  typeof value === "object" && !(value instanceof Tensor) && !isPlainArray(value);

/** A tensor that shares no memory, so that writing to one leaves the other. */
export function fresh(value: Tensor): Tensor {
  return fromData(value.data, value.shape, { dtype: value.dtype });
}

/** A copy all the way down: a function that writes into its arguments spoils nothing else. */
export function copyPlain(value: Plain): Plain {
  if (value instanceof Tensor) return fresh(value);
  const spec = specOf(value);
  if (spec !== undefined) return testFunction(spec.name, mapFields(spec.data, fresh));
  if (isPlainArray(value)) return value.map(copyPlain);
  if (isPlainObject(value)) return mapFields(value, copyPlain);
  return value;
}

const mapFields = <V>(
  value: Readonly<Record<string, V>>,
  change: (inner: V) => V,
): Readonly<Record<string, V>> =>
  Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, change(inner)]));

/** What a student's code gave, if it is plain: to be shown and compared later, so it is copied. */
export function asPlain(value: unknown): Plain | undefined {
  if (value instanceof Tensor) return fresh(value);
  if (["number", "boolean", "string"].includes(typeof value)) return value as Plain;
  if (!Array.isArray(value)) return undefined;
  const all = value.map(asPlain);
  return all.every((each) => each !== undefined) ? all : undefined;
}

/** A value that is compared as one, and the way to it. */
export interface Leaf {
  path: readonly string[];
  want: Plain;
}

/** Every value in an object, with the way to it; an array counts as one, and functions are left out. */
export function leavesOf(value: Plain, path: readonly string[] = []): Leaf[] {
  if (typeof value === "function" || (value as unknown) === undefined) return [];
  if (!isPlainObject(value)) return [{ path, want: value }];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
}

/** What stands at the end of a way into a value of any kind. */
export function follow(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null
        ? (inner as Record<string, unknown>)[key]
        : undefined,
    value,
  );
}
