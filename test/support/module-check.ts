import { gradCheck } from "../../lib/check/grad-check.js";
import type { GradCheckReport } from "../../lib/check/grad-check-report.js";
import type { Backward, Mode, Module, Named } from "../../lib/models/module.js";
import { run, type Step } from "../../lib/step.js";
import type { Tensor } from "../../lib/tensor/tensor.js";

/** Holds a module's gradients, dX and those of every parameter, against central differences. */
export function checkModule(module: Module, x: Tensor, mode: Mode = "train"): GradCheckReport {
  const { params, buffers } = module;
  const layer = {
    forward({ x: input, ...values }: Named): { y: Tensor; cache: Backward } {
      module.params = values;
      module.buffers = buffers; // the same masks and averages each time
      const { y, backward } = module.forward(input, mode);
      return { y, cache: backward };
    },
    backward(dY: Tensor, backward: Backward, step: Step = run) {
      const { dX, grads } = backward(dY);
      for (const [name, g] of Object.entries(grads)) step(`d${name}`, "", () => g);
      return { dX: step("dx", "", () => dX) };
    },
  };
  return gradCheck(layer, { x, ...params });
}
