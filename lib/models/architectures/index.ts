/** Nets as tables of layers, from which `summary` counts and `build` makes a model. */
export { threeLayerConvNet, smallVgg } from "./small.js";
export { alexNet } from "./alexnet.js";
export { vgg } from "./vgg.js";
export { googLeNet } from "./googlenet.js";
export { cifarResNet, resNet } from "./resnet.js";
export { mobileNetV1, mobileNetV2 } from "./mobilenet.js";
