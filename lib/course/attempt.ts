import { describeThrown } from "./describe.js";
import type { Arguments, Part } from "./exercise.js";
import { Judge } from "./judge.js";
import { judgingStep } from "./judging-step.js";
import { copyPlain } from "./plain.js";
import { NotWrittenError } from "./todo.js";

/** Calls a student's function in this process and judges its steps. */
export function attempt(part: Part, fn: unknown, args: Arguments): Judge {
  const judge = new Judge(part, args);
  const given = args.map(copyPlain);
  if (typeof fn !== "function") {
    judge.stopped(`there is no function ${part.name}; hand it to check`);
    return judge;
  }
  const step = judgingStep((name, reply) => judge.step(name, reply));
  try {
    judge.returned((fn as (...all: unknown[]) => unknown)(...given, step));
  } catch (error) {
    if (error instanceof NotWrittenError) judge.stoppedAtHole();
    else judge.threw(describeThrown(error));
  }
  judge.requireUnchanged(given);
  return judge;
}
