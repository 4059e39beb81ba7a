import type { Step } from "../step.js";
import type { Tensor } from "../tensor/tensor.js";
import { describeThrown } from "./describe.js";
import { NotWrittenError } from "./todo.js";

/** What came of one step: a value (if it is a good one is for the judge to say), or none. */
export type Reply = { value: unknown } | { todo: true } | { threw: string };

/**
 * A step that shows each reply to a judge and goes on with the value the judge gives back, so that an error
 * never cascades. The judge may stand in this process or in another one. A step it does not know (it gives back
 * undefined) is the student's own affair.
 */
export const judgingStep =
  (judge: (name: string, reply: Reply) => Tensor | undefined): Step =>
  (name, _formula, compute) => {
    let own: Tensor | undefined;
    let thrown: unknown;
    let reply: Reply;
    try {
      own = compute();
      reply = { value: own };
    } catch (error) {
      thrown = error;
      reply = error instanceof NotWrittenError ? { todo: true } : { threw: describeThrown(error) };
    }
    const right = judge(name, reply);
    if (right !== undefined) return right;
    if (!("value" in reply)) throw thrown;
    return own as Tensor;
  };
