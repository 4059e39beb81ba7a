import { run, tex, type Step } from "../../../step.js";
import { fromData } from "../../../tensor/create.js";
import type { Tensor } from "../../../tensor/tensor.js";
import type { TestFunction } from "../../test-functions.js";

/** `x` with its entry `i`, in row-major order, moved by `by`. */
export function moved(x: Tensor, i: number, by: number): Tensor {
  const data = Float64Array.from(x.data);
  data[i] += by;
  return fromData(data, x.shape);
}

/** A tensor of the shape of `x` whose entry `i` is `value(i)`. */
export const everywhere = (x: Tensor, value: (i: number) => number): Tensor =>
  fromData(
    Float64Array.from({ length: x.size }, (_, i) => value(i)),
    x.shape,
  );

/** The gradient of f at x by central differences, of the shape of x. */
export function numericGradient(
  f: TestFunction,
  x: Tensor,
  { h }: { h: number },
  step: Step = run,
): Tensor {
  const right = step("right", tex`r_i = f(x + h e_i)`, () =>
    everywhere(x, (i) => f(moved(x, i, h))),
  );
  const left = step("left", tex`l_i = f(x - h e_i)`, () =>
    everywhere(x, (i) => f(moved(x, i, -h))),
  );
  return step("dX", tex`dx_i = \frac{r_i - l_i}{2h}`, () => right.sub(left).div(2 * h));
}

/** The largest relative error of a gradient `a` against measured slopes `n`. */
export function worstError(a: Tensor, n: Tensor, step: Step = run): Tensor {
  const gap = step("gap", tex`g_i = |a_i - n_i|`, () => a.sub(n).abs());
  const scale = step("scale", tex`s_i = \max(1, |a_i| + |n_i|)`, () =>
    a.abs().add(n.abs()).maximum(1),
  );
  return step("worst", tex`w = \max_i \, g_i / s_i`, () => gap.div(scale).max());
}

/** Where the slopes of f to the right and to the left of x differ by more than curvature explains. */
export function kinks(f: TestFunction, x: Tensor, { h }: { h: number }, step: Step = run): Tensor {
  const center = f(x);
  const onRight = step("onRight", tex`r_i = \frac{f(x + h e_i) - f(x)}{h}`, () =>
    everywhere(x, (i) => (f(moved(x, i, h)) - center) / h),
  );
  const onLeft = step("onLeft", tex`l_i = \frac{f(x) - f(x - h e_i)}{h}`, () =>
    everywhere(x, (i) => (center - f(moved(x, i, -h))) / h),
  );
  return step("kink", tex`k_i = \mathbf 1\left[|r_i - l_i| > \sqrt h\right]`, () =>
    onRight.sub(onLeft).abs().greater(Math.sqrt(h)),
  );
}
