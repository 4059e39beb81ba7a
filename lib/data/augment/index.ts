export { colorJitter, type ColorJitterOptions } from "./color-jitter.js";
export { colorOffset, type ColorOffsetOptions } from "./color-offset.js";
export { flip } from "./flip.js";
export { randomCrop, type RandomCropOptions } from "./random-crop.js";
export { randomResizedCrop, type RandomResizedCropOptions } from "./random-resized-crop.js";
export { lensDistort, rotate, shear, stretch, translate, type WarpOptions } from "./warps.js";
