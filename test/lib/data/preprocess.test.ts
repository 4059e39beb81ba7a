import { describe, expect, it } from "vitest";
import {
  channelMean,
  channelStd,
  fitChannelMean,
  fitChannels,
  fitFeatures,
  fitMeanImage,
  meanImage,
} from "../../../lib/data/preprocess.js";
import { ShapeError } from "../../../lib/errors.js";
import { Random } from "../../../lib/random.js";
import { ones, rand, tensor, zeros } from "../../../lib/tensor/create.js";

describe("preprocessing", () => {
  const images = tensor([
    [[[1, 2]], [[10, 20]]],
    [[[3, 6]], [[30, 40]]],
  ]);

  it("averages images place by place", () => {
    expect(meanImage(images).toArray()).toEqual([[[2, 4]], [[20, 30]]]);
  });

  it("averages channels over images and places", () => {
    expect(channelMean(images).toArray()).toEqual([[[3]], [[25]]]);
    expect(channelStd(images).at(1, 0, 0)).toBeCloseTo(Math.sqrt(125), 12);
  });

  it("applies the training set's mean to other images", () => {
    const { mean, apply } = fitMeanImage(images);
    expect(mean.shape).toEqual([2, 1, 2]);
    expect(apply(zeros([1, 2, 1, 2])).toArray()).toEqual([[[[-2, -4]], [[-20, -30]]]]);
  });

  it("gives each channel mean 0 and standard deviation 1 over the training set", () => {
    const train = rand([20, 3, 4, 4], new Random(1)).mul(255);
    const { apply } = fitChannels(train);
    const out = apply(train);
    for (let c = 0; c < 3; c++) {
      expect(channelMean(out).at(c, 0, 0)).toBeCloseTo(0, 12);
      expect(channelStd(out).at(c, 0, 0)).toBeCloseTo(1, 12);
    }
  });

  it("only centers a channel that does not vary", () => {
    const { apply } = fitChannels(ones([2, 1, 2, 2]).mul(7));
    expect(apply(ones([1, 1, 2, 2]).mul(9)).toArray()).toEqual([
      [
        [
          [2, 2],
          [2, 2],
        ],
      ],
    ]);
  });

  it("subtracts the training set's channel means from images of any size", () => {
    const { mean, apply } = fitChannelMean(images);
    expect(mean.toArray()).toEqual([[[3]], [[25]]]);
    expect(apply(zeros([1, 2, 1, 1])).toArray()).toEqual([[[[-3]], [[-25]]]]);
  });

  it("standardizes features by the training set, and only centers one that does not vary", () => {
    const { mean, std, apply } = fitFeatures(
      tensor([
        [1, 5],
        [3, 5],
      ]),
    );
    expect([mean.toArray(), std.toArray()]).toEqual([
      [2, 5],
      [1, 0],
    ]);
    expect(apply(tensor([[4, 7]])).toArray()).toEqual([[2, 2]]);
    expect(() => fitFeatures(zeros([0, 3]))).toThrow(
      new ShapeError("fitFeatures: x must have shape (N, D) with at least one example, got (0, 3)"),
    );
  });

  it("refuses what are not images", () => {
    expect(() => meanImage(zeros([4, 3]))).toThrow(
      new ShapeError(
        "meanImage: expected images of shape (N, C, H, W) with at least one image, got (4, 3)",
      ),
    );
    expect(() => fitMeanImage(zeros([0, 3, 2, 2]))).toThrow(ShapeError);
  });
});
