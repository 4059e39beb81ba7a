import type { Fused } from "../../backend.js";
import { fits, float, GROUP, launch, seen } from "../launch.js";

export const crossEntropy: Fused["crossEntropy"] = (input, labels) => {
  const [N, C] = input.shape;
  if (!fits([input], N * C)) return undefined;
  const scores = seen(input);
  const kernel = { file: "softmax" as const, uses: ["functions" as const], entry: "forward" };
  const params = [N, C, scores.offset, ...scores.strides, ...labels];
  const [largest, sumExp, lossEach, probs] = launch(kernel, [scores], [N, N, N, N * C], {
    params,
    groups: N,
  });
  return { largest, sumExp, lossEach, probs };
};

export const crossEntropyBack: Fused["crossEntropyBack"] = (input, labels, scale) => {
  const [N, C] = input.shape;
  if (!fits([input], N * C)) return undefined;
  const probs = seen(input);
  const params = [N, C, probs.offset, ...probs.strides, float(scale), ...labels];
  const work = { params, groups: Math.ceil((N * C) / GROUP) };
  return launch({ file: "softmax-back", entry: "main" }, [probs], [N * C], work)[0];
};
