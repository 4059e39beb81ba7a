import * as g from "../../../lib/index.js";
import { data, images, rng, rows, v3, v7, wrong, type Row } from "./row.js";

const bytes = new Uint8Array(10);
const file = { name: "a.bin", bytes };
const { augmentations: a } = g;

/** Data sets, preprocessing and augmentation. */
export const dataRows: readonly Row[] = [
  [
    "checkDataset",
    () => g.checkDataset({ ...data, labels: new Int32Array(3) }),
    "checkDataset: shapes must have one label for each of its 20 images, got 3 labels",
  ],
  [
    "checkDataset",
    () => g.checkDataset({ ...data, labels: data.labels.map(() => 10) }),
    "checkDataset: the label of record 0 of shapes must be from 0 to 9, got 10",
  ],
  [
    "flatten",
    () => g.flatten(g.zeros([])),
    "flatten: expected images of shape (N, …) with at least two axes, got ()",
  ],
  [
    "splitDataset",
    () => g.splitDataset(data, { validation: 21 }, rng),
    "splitDataset: validation must be an integer from 0 to 20, got 21",
  ],
  [
    "take",
    () => g.take(data, 21),
    "take: the number of examples must be an integer from 0 to 20, got 21",
  ],
  [
    "take",
    () => g.take(data, [20]),
    "take: index 0 must be an integer from 0 to 19 for (20, 3, 32, 32), got 20",
  ],
  [
    "splitIndices",
    () => g.splitIndices([0, 1], { validation: -1 }, rng),
    "splitIndices: validation must be an integer from 0 to 2, got -1",
  ],
  [
    "availableImages",
    () => g.availableImages({ count: 0 }),
    "availableImages: count must be an integer of at least 1, got 0",
  ],
  [
    "loadCifar10",
    () => g.loadCifar10({ split: wrong("all") }),
    'loadCifar10: split must be "train" or "test", got all',
  ],
  [
    "parseCifar10",
    () => g.parseCifar10([file]),
    "a.bin: expected whole records of 3073 bytes, got 10 bytes: 0 of them and 10 bytes more; the file was cut off, get it again with downloadCifar10(), or copy it again from where it came",
  ],
  [
    "loadMnist",
    () => g.loadMnist({ split: wrong("all") }),
    'loadMnist: split must be "train" or "test", got "all"',
  ],
  [
    "parseMnist",
    () => g.parseMnist({ images: file, labels: file }),
    "a.bin: expected the magic number 2051 (unsigned bytes in 3 axes), got 0; it is a file of another kind",
  ],
  [
    "shapes",
    () => g.shapes({ count: -1, seed: 1 }),
    "shapes: count must be an integer from 1 to 2147483647, got -1",
  ],
  [
    "circles",
    () => g.circles({ count: 10, seed: 1, inner: 2 }),
    "circles: inner must be a finite number from 5e-324 to 0.9999999999999999, got 2",
  ],
  [
    "moons",
    () => g.moons({ count: 10, seed: 1, noise: -1 }),
    "moons: noise must be a finite number of at least 0, got -1",
  ],
  [
    "spirals",
    () => g.spirals({ count: 10, seed: 1, classes: 0 }),
    "spirals: classes must be an integer of at least 1, got 0",
  ],
  [
    "channelMean",
    () => g.channelMean(rows),
    "channelMean: expected images of shape (N, C, H, W) with at least one image, got (2, 3)",
  ],
  [
    "channelStd",
    () => g.channelStd(rows),
    "channelStd: expected images of shape (N, C, H, W) with at least one image, got (2, 3)",
  ],
  [
    "fitChannelMean",
    () => g.fitChannelMean(rows),
    "fitChannelMean: expected images of shape (N, C, H, W) with at least one image, got (2, 3)",
  ],
  [
    "fitChannels",
    () => g.fitChannels(rows),
    "fitChannels: expected images of shape (N, C, H, W) with at least one image, got (2, 3)",
  ],
  [
    "fitFeatures",
    () => g.fitFeatures(v3),
    "fitFeatures: x must have shape (N, D) with at least one example, got (3)",
  ],
  [
    "fitMeanImage",
    () => g.fitMeanImage(g.zeros([0, 3])),
    "fitMeanImage: expected images of shape (N, C, H, W) with at least one image, got (0, 3)",
  ],
  [
    "meanImage",
    () => g.meanImage(g.zeros([0, 3])),
    "meanImage: expected images of shape (N, C, H, W) with at least one image, got (0, 3)",
  ],
  [
    "fitColorPca",
    () => g.fitColorPca(rows),
    "fitColorPca: expected images of shape (N, C, H, W), got (2, 3)",
  ],
  [
    "fitPca",
    () => g.fitPca(v3),
    "fitPca: x must have shape (N, D) with at least two examples, got (3)",
  ],
  [
    "fitPca",
    () => g.fitPca(rows, { components: 9 }),
    "fitPca: components must be at most 1, the directions in which x varies, got 9",
  ],
  [
    "minibatches",
    () => g.minibatches(4, 0, rng),
    "minibatches: batchSize must be an integer of at least 1, got 0",
  ],
  [
    "augment",
    () => g.augment([wrong("flip")], rng)(images),
    "augment: change 0 must be a function of images and rng, got string",
  ],
  [
    "augmentations.colorJitter",
    () => a.colorJitter({ brightness: -1 }),
    "augmentations.colorJitter: brightness must be a finite number from 0 to 1, got -1",
  ],
  [
    "augmentations.colorOffset",
    () => a.colorOffset({ components: rows, variances: v7 }),
    "augmentations.colorOffset: variances must have shape (3), got (7)",
  ],
  [
    "augmentations.flip",
    () => a.flip({ probability: 2 }),
    "augmentations.flip: probability must be a finite number from 0 to 1, got 2",
  ],
  [
    "augmentations.randomCrop",
    () => a.randomCrop({ padding: -1 }),
    "augmentations.randomCrop: padding must be an integer of at least 0, got -1",
  ],
  [
    "augmentations.randomResizedCrop",
    () => a.randomResizedCrop({ patch: 0 }),
    "augmentations.randomResizedCrop: patch must be an integer of at least 1, got 0",
  ],
  [
    "augmentations.lensDistort",
    () => a.lensDistort({ strength: NaN }),
    "augmentations.lensDistort: strength must be a finite number from 0 to 1, got NaN",
  ],
  [
    "augmentations.rotate",
    () => a.rotate({ degrees: -1 }),
    "augmentations.rotate: degrees must be a finite number from 0 to 180, got -1",
  ],
  [
    "augmentations.shear",
    () => a.shear({ x: NaN }),
    "augmentations.shear: x must be a finite number from 0 to 60, got NaN",
  ],
  [
    "augmentations.stretch",
    () => a.stretch({ factor: 0 }),
    "augmentations.stretch: factor must be a finite number of at least 1, got 0",
  ],
  [
    "augmentations.translate",
    () => a.translate({ x: -1 }),
    "augmentations.translate: x must be an integer from 0 to 1073741824, got -1",
  ],
  [
    "predictTenCrop",
    () => g.predictTenCrop(rows, (x) => x),
    "predictTenCrop: expected images of shape (N, C, H, W) with at least one pixel each, got (2, 3)",
  ],
  [
    "tenCrop",
    () => g.tenCrop(images, { patch: 9 }),
    "tenCrop: patch must fit into images of (5, 6), got 9",
  ],
  [
    "resizeShortSide",
    () => g.resizeShortSide(images, 0),
    "resizeShortSide: shortSide must be an integer of at least 1, got 0",
  ],
];
