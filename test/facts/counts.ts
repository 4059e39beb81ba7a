import { architectures, plan, summary, type Architecture } from "../../lib/index.js";
import { close, exactly, type Fact } from "./fact.js";

const oneFilter: Architecture = {
  name: "one filter",
  source: "the lecture on convolutional networks",
  input: [3, 32, 32],
  layers: [plan.conv(1, 5)],
};

/** The facts that are counted: parameters, FLOPs, masks. */
export function countFacts(): Fact[] {
  const { alexNet, googLeNet, mobileNetV1, mobileNetV2, resNet, vgg } = architectures;
  const nets: [string, Architecture, number][] = [
    ["AlexNet, not grouped", alexNet({ grouped: false }), 62_378_344],
    ["AlexNet, grouped", alexNet({ grouped: true }), 60_965_224],
    ["VGG-11", vgg(11), 132_863_336],
    ["VGG-16", vgg(16), 138_357_544],
    ["ResNet-18", resNet(18), 11_689_512],
    ["ResNet-50", resNet(50), 25_557_032],
    ["MobileNet v1", mobileNetV1(), 4_231_976],
    ["MobileNet v2", mobileNetV2(), 3_504_872],
    ["GoogLeNet", googLeNet(), 6_998_552],
    ["GoogLeNet, torchvision's", googLeNet({ variant: "batch norm" }), 6_624_904],
  ];
  // Of AlexNet and MobileNet v1 as their papers count, of the others as torchvision's documentation does.
  const work: [string, Architecture, number][] = [
    ["AlexNet, grouped", alexNet({ grouped: true }), 0.724],
    ["VGG-11", vgg(11), 7.609],
    ["VGG-16", vgg(16), 15.47],
    ["GoogLeNet, torchvision's", googLeNet({ variant: "batch norm" }), 1.498],
    ["ResNet-18", resNet(18), 1.814],
    ["ResNet-50", resNet(50), 4.089],
    ["MobileNet v1", mobileNetV1(), 0.569],
    ["MobileNet v2", mobileNetV2(), 0.301],
  ];
  // As timm's benchmarks count (the column infer_macts): https://github.com/huggingface/pytorch-image-models.
  const activations: [string, Architecture, number][] = [
    ["VGG-11", vgg(11), 7.44],
    ["VGG-16", vgg(16), 13.56],
    ["ResNet-18", resNet(18), 2.48],
    ["ResNet-34", resNet(34), 3.74],
    ["ResNet-50", resNet(50), 11.11],
    ["ResNet-101", resNet(101), 16.23],
    ["MobileNet v1", mobileNetV1(), 5.04],
    ["MobileNet v2", mobileNetV2(), 6.68],
  ];
  // The lecture's table of AlexNet: height, width and channels that come out, from the first convolution to the last pool.
  const alexNetOutputs: readonly (readonly [number, number, number])[] = [
    [55, 55, 96],
    [27, 27, 96],
    [27, 27, 256],
    [13, 13, 256],
    [13, 13, 384],
    [13, 13, 384],
    [13, 13, 256],
    [6, 6, 256],
  ];
  const layers = [34_944, 614_656, 885_120, 1_327_488, 884_992, 37_752_832, 16_781_312, 4_097_000];
  return [
    {
      name: "parameters of AlexNet's eight layers",
      wanted: layers.map((n) => n.toLocaleString("en-US")).join(" "),
      measure: () => {
        const learned = summary(alexNet()).rows.filter(({ params }) => params > 0);
        const got = learned.map(({ params }) => params);
        return {
          got: got.map((n) => n.toLocaleString("en-US")).join(" "),
          ok: got.join() === layers.join(),
        };
      },
    },
    ...nets.map(([name, net, wanted]): Fact => ({
      name: `parameters of ${name}`,
      wanted: wanted.toLocaleString("en-US"),
      measure: () => exactly(summary(net).params, wanted),
    })),
    ...work.map(([name, net, wanted]): Fact => ({
      name: `multiply-adds of ${name}, in 10⁹`,
      wanted: String(wanted),
      measure: () => close(summary(net).macs / 1e9, wanted, 0.0005),
    })),
    ...activations.map(([name, net, wanted]): Fact => ({
      name: `numbers that the convolutions and linear layers of ${name} make of an image, in 10⁶`,
      wanted: String(wanted),
      measure: () => {
        const kept = summary(net, undefined, { parts: true }).rows.filter(({ layer }) =>
          /^(conv|linear) /.test(layer),
        );
        const numbers = kept.reduce((sum, { memory }) => sum + memory / 4, 0);
        return close(numbers / 1e6, wanted, 0.005);
      },
    })),
    {
      name: "bytes that each of AlexNet's convolutions and pools makes of an image",
      wanted: alexNetOutputs.map((shape) => shape.join("×")).join(" ") + ", 4 bytes a number",
      measure: () => {
        const kept = summary(alexNet()).rows.filter(({ name }) => /^(conv|maxPool)/.test(name));
        const got = kept.map(({ memory }) => memory);
        const wanted = alexNetOutputs.map(([h, w, c]) => 4 * h * w * c);
        return { got: got.join(" "), ok: got.join() === wanted.join() };
      },
    },
    {
      name: "numbers that VGG-16's convolutions, pools and linear layers make of an image",
      wanted: "the lecture's table, added up: 15.1 million with the image",
      measure: () => {
        const kept = summary(vgg(16)).rows.filter(({ name }) =>
          /^(conv|maxPool|linear)/.test(name),
        );
        const numbers = kept.reduce((sum, { memory }) => sum + memory / 4, 3 * 224 * 224);
        return close(numbers / 1e6, 15.1, 0.2, 2);
      },
    },
    {
      name: "cost of a depthwise separable convolution, 3×3, 32 → 64 channels, beside a full one",
      wanted: "1/64 + 1/9",
      measure: () => {
        const cost = (layers: Architecture["layers"]): number =>
          summary({ ...oneFilter, input: [32, 14, 14], layers }).macs;
        const split = cost([plan.depthwise(3, { padding: 1 }), plan.conv(64, 1)]);
        return close(split / cost([plan.conv(64, 3, { padding: 1 })]), 1 / 64 + 1 / 9, 1e-12);
      },
    },
    {
      name: "FLOPs of one 5×5×3 filter, 32×32 → 28×28",
      wanted: "117,600",
      measure: () => exactly(summary(oneFilter).flops, 117_600),
    },
    {
      name: "dropout masks of a layer of 4096 units",
      wanted: "2^4096 ≈ 10^1233",
      measure: () => {
        const exponent = String(2n ** 4096n).length - 1;
        return { got: `10^${exponent}`, ok: exponent === 1233 };
      },
    },
  ];
}
