import { describe, expect, test } from "vitest";
import * as averagePool from "../../../lib/layers/average-pool.js";
import * as maxPool from "../../../lib/layers/max-pool.js";
import { convOutputSize, slidingWindows } from "../../../lib/layers/windows.js";
import { zeros } from "../../../lib/tensor/create.js";

describe("windows refuse what cannot be", () => {
  const size = (options: object) => () => convOutputSize(9, { kernel: 2, ...options });
  const pair = (options: object) => () => slidingWindows([9, 9], { kernel: 2, ...options });
  const pooled = (shape: number[], options?: object) => () =>
    maxPool.forward({ x: zeros(shape) }, options);

  test.each<[message: string, call: () => unknown]>([
    ["convOutputSize: stride must be an integer of at least 1, got 0", size({ stride: 0 })],
    ["convOutputSize: stride must be an integer of at least 1, got 1.5", size({ stride: 1.5 })],
    ["convOutputSize: padding must be an integer of at least 0, got -1", size({ padding: -1 })],
    ["convOutputSize: padding must be an integer of at least 0, got 0.5", size({ padding: 0.5 })],
    ["convOutputSize: dilation must be an integer of at least 1, got 0", size({ dilation: 0 })],
    ["convOutputSize: dilation must be an integer of at least 1, got 1.5", size({ dilation: 1.5 })],
    ["slidingWindows: kernel must be an integer of at least 1, got 0", pair({ kernel: 0 })],
    [
      "slidingWindows: kernel along the height must be an integer of at least 1, got 0",
      pair({ kernel: [0, 1] }),
    ],
    ["slidingWindows: dilation must be an integer of at least 1, got 0", pair({ dilation: 0 })],
    [
      "slidingWindows: dilation along the width must be an integer of at least 1, got 0",
      pair({ dilation: [1, 0] }),
    ],
    [
      "slidingWindows: height must be an integer of at least 1, got 0",
      () => slidingWindows([0, 2], { kernel: 1 }),
    ],
    ["maxPool.forward: x must have shape (N, C, H, W), got (1, 0, 2, 2)", pooled([1, 0, 2, 2])],
    ["maxPool.forward: x must have shape (N, C, H, W), got (1, 1, 0, 2)", pooled([1, 1, 0, 2])],
    // The window's two places are −3 and 0, then −1 and 2: only the last one misses the only entry.
    [
      "maxPool.forward: each window must hold an entry of x, got window 1 along the height in the padding alone",
      pooled([1, 1, 1, 1], { kernel: 2, dilation: 3, stride: 2, padding: 3 }),
    ],
  ])("%s", (message, call) => {
    expect(call).toThrow(new RegExp(`^${message.replace(/[().]/g, "\\$&")}$`));
  });

  test("but not a batch of no images", () => {
    expect(averagePool.forward({ x: zeros([0, 1, 2, 2]) }).y.shape).toEqual([0, 1, 1, 1]);
  });
});
