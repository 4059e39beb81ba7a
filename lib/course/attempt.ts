import { Tensor } from "../tensor/tensor.js";
import { describeThrown } from "./describe.js";
import type { Arguments, Part, Plain } from "./exercise.js";
import { fresh, Judge } from "./judge.js";
import { judgingStep } from "./judging-step.js";

/** Calls a student's function in this process and judges its steps. */
export function attempt(part: Part, fn: unknown, args: Arguments): Judge {
  const judge = new Judge(part, args);
  const given = args.map(copy);
  if (typeof fn !== "function") {
    judge.stopped(`there is no function ${part.name}; hand it to check`);
    return judge;
  }
  const step = judgingStep((name, reply) => judge.step(name, reply));
  try {
    judge.returned((fn as (...all: unknown[]) => unknown)(...given, step));
  } catch (error) {
    judge.threw(describeThrown(error));
  }
  judge.requireUnchanged(given);
  return judge;
}

/** Arguments of its own for each call: a function that writes into them spoils nothing else. */
function copy(value: Plain): Plain {
  if (value instanceof Tensor) return fresh(value);
  if (typeof value === "number") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copy(inner)]));
}
