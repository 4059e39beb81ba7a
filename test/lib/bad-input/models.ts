import * as g from "../../../lib/index.js";
import { net, rng, v3, v7, wrong, type Row } from "./row.js";

const nowhere = "/nowhere/at/all/net.safetensors";
const context = { rng, init: g.init.he(), options: {} };

/** Plans, architectures, models and their files. */
export const modelRows: readonly Row[] = [
  [
    "plan.buildChain",
    () => g.plan.buildChain([g.plan.conv(2, 3)], [3], context),
    "plan.buildChain.conv2d1: expected images (C, H, W), got (3)",
  ],
  [
    "plan.conv",
    () => g.plan.conv(2, 3).describe([3, 2, 2]),
    "plan.conv: the window must fit into the padded axis, expected at most 2 (2 + 2 · 0), got 3",
  ],
  [
    "plan.conv",
    () => g.plan.conv(0, 3),
    "plan.conv: filters must be an integer of at least 1, got 0",
  ],
  [
    "plan.linear",
    () => g.plan.linear(1.5),
    "plan.linear: outputs must be an integer of at least 1, got 1.5",
  ],
  [
    "plan.depthwise",
    () => g.plan.depthwise(3).describe([3]),
    "plan.depthwise: expected images (C, H, W), got (3)",
  ],
  ["plan.linear", () => g.plan.linear(2).describe([]), "plan.linear: expected (…, D), got ()"],
  [
    "plan.globalAveragePool",
    () => g.plan.globalAveragePool().describe([3]),
    "plan.globalAveragePool: expected images (C, H, W), got (3)",
  ],
  [
    "plan.maxPool",
    () => g.plan.maxPool(3).describe([3, 2, 2]),
    "plan.maxPool: the window must fit into the padded axis, expected at most 2 (2 + 2 · 0), got 3",
  ],
  [
    "plan.averagePool",
    () => g.plan.averagePool(3).describe([3]),
    "plan.averagePool: expected images (C, H, W), got (3)",
  ],
  [
    "plan.dropout",
    () => g.plan.dropout(2),
    "plan.dropout: p must be a finite number from 0 to 1, got 2",
  ],
  [
    "plan.residual",
    () => g.plan.residual([g.plan.linear(2)]).describe([3]),
    "plan.residual: the shortcut must have the shape of the main path, (2), got (3)",
  ],
  [
    "plan.branches",
    () => g.plan.branches([[g.plan.relu()], [g.plan.maxPool(2)]]).describe([1, 4, 4]),
    "plan.branches: branch2 must end on shape (…, 4, 4), got (1, 2, 2)",
  ],
  [
    "architectures.threeLayerConvNet",
    () => g.architectures.threeLayerConvNet({ filters: 0 }),
    "architectures.threeLayerConvNet: filters must be an integer of at least 1, got 0",
  ],
  [
    "architectures.smallVgg",
    () => g.architectures.smallVgg({ classes: 0 }),
    "architectures.smallVgg: classes must be an integer of at least 1, got 0",
  ],
  [
    "architectures.alexNet",
    () => g.architectures.alexNet({ classes: 0 }),
    "architectures.alexNet: classes must be an integer of at least 1, got 0",
  ],
  [
    "architectures.vgg",
    () => g.architectures.vgg(wrong(12)),
    "architectures.vgg: depth must be 11, 13, 16 or 19, got 12",
  ],
  [
    "architectures.googLeNet",
    () => g.architectures.googLeNet({ variant: wrong("x") }),
    'architectures.googLeNet: variant must be "paper" or "batch norm", got "x"',
  ],
  [
    "architectures.cifarResNet",
    () => g.architectures.cifarResNet({ depth: 9 }),
    "architectures.cifarResNet: depth must be 6n + 2, such as 8, 14 or 20, got 9",
  ],
  [
    "architectures.resNet",
    () => g.architectures.resNet(wrong(20)),
    "architectures.resNet: depth must be 18, 34, 50, 101 or 152, got 20",
  ],
  [
    "architectures.mobileNetV1",
    () => g.architectures.mobileNetV1({ classes: 1.5 }),
    "architectures.mobileNetV1: classes must be an integer of at least 1, got 1.5",
  ],
  [
    "architectures.mobileNetV2",
    () => g.architectures.mobileNetV2({ classes: NaN }),
    "architectures.mobileNetV2: classes must be an integer of at least 1, got NaN",
  ],
  [
    "build",
    () => g.build(g.architectures.smallVgg({ input: [3] })),
    "build.conv2d1: expected images (C, H, W), got (3)",
  ],
  ["summary", () => g.summary(net), "summary: input must be the shape of one example, got none"],
  [
    "summary",
    () => g.summary(net, [3], { dtype: wrong("int8") }),
    "summary: dtype must be float32 or float64, got int8",
  ],
  ["Sequential", () => new g.Sequential([]), "Sequential: expected at least one module, got none"],
  [
    "Sequential",
    () => {
      net.setParams({ "linear1.W": v7 });
    },
    "Sequential: linear1.W must have shape (3, 2), got (7)",
  ],
  [
    "Sequential",
    () => {
      net.setParams({ "linear9.W": v7 });
    },
    "Sequential: params linear9.W is not known, expected one of linear1.W, linear1.b, linear2.W, linear2.b",
  ],
  ["Graph", () => new g.Graph({}), "Graph: expected at least one node, got none"],
  [
    "twoLayerNet",
    () => g.twoLayerNet({ hidden: 0 }),
    "twoLayerNet: hidden must be an integer of at least 1, got 0",
  ],
  [
    "twoLayerNet",
    () => g.twoLayerNet({ seed: -1 }),
    "twoLayerNet: seed must be an integer from 0 to 9007199254740991, got -1",
  ],
  [
    "loadWeights",
    () => g.loadWeights(nowhere, net),
    "/nowhere/at/all/net.safetensors: expected a file that can be read, got: ENOENT: no such file or directory, open '/nowhere/at/all/net.safetensors'",
  ],
  [
    "saveWeights",
    () => g.saveWeights("x", net, { tree: wrong(3) }),
    "saveWeights: metadata tree must be a text, got 3",
  ],
  [
    "decodeSafetensors",
    () => g.decodeSafetensors(new Uint8Array(3)),
    "decodeSafetensors: expected a safetensors file, got 3 bytes",
  ],
  [
    "encodeSafetensors",
    () => g.encodeSafetensors({ __metadata__: v3 }),
    "encodeSafetensors: tensors must leave the name __metadata__ to the format, got it",
  ],
];
