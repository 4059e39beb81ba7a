import type { Fused } from "../../backend.js";
import { GROUP } from "../elementwise.js";
import { fits, float, launch } from "../launch.js";

export const crossEntropy: Fused["crossEntropy"] = (scores, labels) => {
  const [N, C] = scores.shape;
  if (!fits([scores], N * C)) return undefined;
  const kernel = { file: "softmax" as const, uses: ["functions" as const], entry: "forward" };
  const params = [N, C, scores.offset, ...scores.strides, ...labels];
  const [largest, sumExp, lossEach, probs] = launch(kernel, [scores], [N, N, N, N * C], {
    params,
    groups: N,
  });
  return { largest, sumExp, lossEach, probs };
};

export const crossEntropyBack: Fused["crossEntropyBack"] = (probs, labels, scale) => {
  const [N, C] = probs.shape;
  if (!fits([probs], N * C)) return undefined;
  const params = [N, C, probs.offset, ...probs.strides, float(scale), ...labels];
  const work = { params, groups: Math.ceil((N * C) / GROUP) };
  return launch({ file: "softmax-back", entry: "main" }, [probs], [N * C], work)[0];
};
