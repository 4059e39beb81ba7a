import { shapeText } from "../tensor/shape.js";
import { Tensor } from "../tensor/tensor.js";

/** What something is, in words for a message: `a tensor of shape (4)`, `nothing`, `an array`. */
export function describe(value: unknown): string {
  if (value instanceof Described) return value.text;
  if (value instanceof Tensor) return `a tensor of shape ${shapeText(value.shape)}`;
  if (value === undefined) return "nothing (is a return missing?)";
  if (value === null) return "null";
  if (typeof value === "number") return `the number ${value}`;
  if (typeof value === "string")
    return `the text ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`;
  if (typeof value === "boolean") return `the boolean ${value}`;
  if (typeof value === "function") return "a function (is a call () missing?)";
  if (Array.isArray(value)) return "an array (wrap it in tensor(…))";
  if (value instanceof Promise) return "a promise (a step cannot be async)";
  return `an object of type ${typeof value}`;
}

/** Stands for a value that only its description could be had of, such as one in another process. */
export class Described {
  constructor(readonly text: string) {}
}

/** What was thrown, with the kind of error where it says more than the message. */
export function describeThrown(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  return `${thrown.name}: ${thrown.message}`;
}
