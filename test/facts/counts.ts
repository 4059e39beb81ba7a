import { architectures, plan, summary, type Architecture } from "../../lib/index.js";
import { exactly, type Fact } from "./fact.js";

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
    ["VGG-16", vgg(16), 138_357_544],
    ["ResNet-50", resNet(50), 25_557_032],
    ["MobileNet v1", mobileNetV1(), 4_231_976],
    ["MobileNet v2", mobileNetV2(), 3_504_872],
    ["GoogLeNet", googLeNet(), 6_998_552],
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
