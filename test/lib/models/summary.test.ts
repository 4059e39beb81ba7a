import { describe, expect, test } from "vitest";
import { toBundle } from "../../../lib/display/bundle.js";
import { build, type Architecture } from "../../../lib/models/architectures/architecture.js";
import * as architectures from "../../../lib/models/architectures/index.js";
import type { Module } from "../../../lib/models/module.js";
import * as plan from "../../../lib/models/plan.js";
import { Sequential } from "../../../lib/models/sequential.js";
import { summary } from "../../../lib/models/summary.js";
import { amount } from "../../../lib/models/summary-table.js";
import { twoLayerNet } from "../../../lib/models/two-layer-net.js";
import { Random } from "../../../lib/random.js";
import { randn } from "../../../lib/tensor/create.js";
import { fit } from "../../../lib/train/fit.js";
import { checkModule } from "../../support/module-check.js";

const { alexNet, vgg, googLeNet, resNet, mobileNetV1, mobileNetV2 } = architectures;

describe("the parameters of", () => {
  test.each<[Architecture, number]>([
    [alexNet(), 62_378_344],
    [alexNet({ grouped: true }), 60_965_224],
    [vgg(11), 132_863_336],
    [vgg(13), 133_047_848],
    [vgg(16), 138_357_544],
    [vgg(19), 143_667_240],
    [googLeNet(), 6_998_552],
    [googLeNet({ variant: "batch norm" }), 6_624_904],
    [resNet(18), 11_689_512],
    [resNet(34), 21_797_672],
    [resNet(50), 25_557_032],
    [resNet(101), 44_549_160],
    [resNet(152), 60_192_808],
    [mobileNetV1(), 4_231_976],
    [mobileNetV2(), 3_504_872],
    [architectures.cifarResNet(), 272_474],
  ])("$name are as many as published: %i", (architecture, count) => {
    expect(summary(architecture).params).toBe(count);
  });

  test("AlexNet's layers are those of the lecture", () => {
    const { rows } = summary(alexNet());
    expect(rows.map(({ params }) => params).filter((n) => n > 0)).toEqual([
      34_944, 614_656, 885_120, 1_327_488, 884_992, 37_752_832, 16_781_312, 4_097_000,
    ]);
    expect(rows.find(({ name }) => name === "maxPool3")?.output).toEqual([256, 6, 6]);
  });
});

describe("summary", () => {
  test("counts the lecture's convolution: 117,600 FLOPs", () => {
    const one: Architecture = {
      name: "one",
      source: "",
      input: [3, 32, 32],
      layers: [plan.conv(1, 5)],
    };
    const { flops, macs, output, rows, memory } = summary(one);
    expect([flops, macs, output]).toEqual([117_600, 58_800, [1, 28, 28]]);
    expect(rows[0].memory).toBe(28 * 28 * 4);
    expect(memory).toBe((28 * 28 + 3 * 32 * 32) * 4);
    expect(summary(one, undefined, { dtype: "float64" }).memory).toBe(2 * memory);
    expect(summary(one, [3, 5, 5]).output).toEqual([1, 1, 1]);
  });

  test("finds the cost ratio 1/D₂ + 1/F² of a depthwise separable convolution", () => {
    const cost = (layers: plan.Plan[]): number =>
      summary({ name: "", source: "", input: [32, 14, 14], layers }).macs;
    const full = cost([plan.conv(64, 3, { padding: 1 })]);
    const split = cost([plan.depthwise(3, { padding: 1 }), plan.conv(64, 1)]);
    expect(split / full).toBeCloseTo(1 / 64 + 1 / 9, 12);
  });

  test("finds VGG-16's 15.5 GMACs", () => {
    expect(amount(summary(vgg(16)).macs)).toBe("15.5 G");
  });

  test("is the same for an architecture and for the model built from it", () => {
    const architecture = architectures.cifarResNet({ depth: 8, width: 2, input: [3, 8, 8] });
    const [planned, built] = [
      summary(architecture, undefined, { parts: true }),
      summary(build(architecture), [3, 8, 8], { parts: true }),
    ];
    expect(built.rows).toEqual(planned.rows);
    expect([built.params, built.macs, built.memory, built.output]).toEqual([
      planned.params,
      planned.macs,
      planned.memory,
      planned.output,
    ]);
    expect(planned.rows.map(({ name }) => name)).toContain("residual2.shortcut.conv2d1");
  });

  test("shows a table", () => {
    const table = summary(
      twoLayerNet({ inputs: 12, hidden: 5, classes: 3, batchNorm: true }),
      [12],
    );
    expect(String(table)).toBe(
      [
        "Sequential for (12)",
        "name        layer       output  parameters  FLOPs  MACs  memory",
        "───────────────────────────────────────────────────────────────",
        "linear1     linear 5    (5)             65    120    60    20 B",
        "batchNorm1  batch norm  (5)             10                 20 B",
        "relu1       ReLU        (5)                                20 B",
        "linear2     linear 3    (3)             18     30    15    12 B",
        "───────────────────────────────────────────────────────────────",
        "total                   (3)             93    150    75   120 B",
        "FLOPs, MACs and memory are those of one example's forward pass; the total memory counts its input too.",
      ].join("\n"),
    );
    const bundle = toBundle(summary(googLeNet(), undefined, { parts: true }));
    expect(bundle["text/html"]).toContain("6,998,552");
    expect(bundle["text/plain"]).toContain("branch3");
  });

  test.each([
    [999, "999"],
    [999.4, "999.4"],
    [1000, "1.00 k"],
    [999_499, "999 k"],
    [999_500, "1.00 M"],
    [15_470_264_320, "15.5 G"],
  ])("writes %d as %s", (n, text) => {
    expect(amount(n)).toBe(text);
  });

  test("refuses what does not fit, and says where", () => {
    expect(() => summary(twoLayerNet())).toThrow(
      "summary: input must be the shape of one example, got none",
    );
    expect(() => summary(alexNet(), [3, 0, 5])).toThrow(
      "summary: input must hold at least one number, got (3, 0, 5)",
    );
    expect(() => summary(alexNet(), [3, 100, 100])).not.toThrow();
    expect(() => summary(alexNet(), [3, 30, 30])).toThrow(
      "summary.maxPool2: the window must fit into the padded axis, expected at most 2 (2 + 2 · 0), got 3",
    );
    expect(() => summary(alexNet({ grouped: true }), [3, 100])).toThrow(
      "summary.conv2d1: expected images (C, H, W), got (3, 100)",
    );
    expect(() => summary(architectures.cifarResNet(), [4, 0.5, 1])).toThrow("summary");
    expect(() => summary(vgg(16), undefined, { dtype: "int8" as "float32" })).toThrow(
      "summary: dtype must be float32 or float64, got int8",
    );
    const silent: Module = {
      kind: "own",
      params: {},
      buffers: {},
      forward: (x) => ({ y: x, backward: (dY) => ({ dX: dY, grads: {} }) }),
    };
    expect(() => summary(new Sequential([silent]), [3])).toThrow(
      "summary: own1 must have a method describe(input), got none from this own",
    );
    const bad = plan.residual([plan.conv(4, 3)], [plan.conv(5, 3)]);
    expect(() => bad.describe([3, 8, 8])).toThrow(
      "plan.residual: the shortcut must have the shape of the main path, (4, 6, 6), got (5, 6, 6)",
    );
  });

  test("architectures refuse depths that they do not have", () => {
    expect(() => vgg(12 as 11)).toThrow(
      "architectures.vgg: depth must be 11, 13, 16 or 19, got 12",
    );
    expect(() => resNet(20 as 18)).toThrow("architectures.resNet: depth must be 18, 34, 50, 101");
    expect(() => architectures.cifarResNet({ depth: 10 })).toThrow(
      "architectures.cifarResNet: depth must be 6n + 2, such as 8, 14 or 20, got 10",
    );
  });
});

describe("build", () => {
  const small: Architecture[] = [
    architectures.threeLayerConvNet({ input: [2, 6, 6], filters: 3, kernel: 3, hidden: 4 }),
    architectures.smallVgg({ input: [2, 4, 4], filters: [2, 3] }),
    architectures.cifarResNet({ depth: 8, width: 2, input: [1, 4, 4] }),
    {
      name: "a bit of everything",
      source: "",
      input: [2, 6, 6],
      layers: [
        ...[plan.conv(3, 3, { padding: 1 }), plan.relu6(), plan.depthwise(3, { padding: 1 })],
        plan.branches([[plan.conv(2, 1)], [plan.averagePool(3, { stride: 1, padding: 1 })]]),
        ...[plan.maxPool(2), plan.flatten(), plan.dropout(0.3), plan.linear(3)],
      ],
    },
  ];

  test.each(small)("$name has the gradients of central differences", (architecture) => {
    const model = build(architecture, { seed: 3 });
    const x = randn([3, ...architecture.input], new Random(4));
    const report = checkModule(model, x);
    expect(report.rows).toHaveLength(Object.keys(model.params).length + 1);
    expect(report.worst).toBeLessThan(1e-6);
  });

  test.each([
    architectures.threeLayerConvNet({
      input: [1, 6, 6],
      filters: 4,
      kernel: 3,
      hidden: 12,
      classes: 3,
    }),
    architectures.smallVgg({ input: [1, 6, 6], filters: [8], classes: 3 }),
    architectures.cifarResNet({ depth: 8, width: 4, input: [1, 6, 6], classes: 3 }),
  ])("$name learns nine random images by heart", async (architecture) => {
    const model = build(architecture, { seed: 5 });
    const examples = { x: randn([9, 1, 6, 6], new Random(6)), labels: [0, 1, 2, 0, 1, 2, 0, 1, 2] };
    const options = { epochs: 60, batchSize: 9, lr: 0.2, progress: false };
    const { best } = await fit(model, examples, options);
    expect(best?.trainAccuracy).toBe(1);
  });

  test("draws the same weights from the same seed", () => {
    const [a, b, c] = [1, 1, 2].map((seed) => build(small[0], { seed }).params["conv2d1.W"]);
    expect(a.toArray()).toEqual(b.toArray());
    expect(a.toArray()).not.toEqual(c.toArray());
  });

  test("makes the whole of a large architecture in small", () => {
    const model = build(mobileNetV2({ classes: 3 }), { dtype: "float32" });
    const { y } = model.forward(randn([1, 3, 32, 32], new Random(1), { dtype: "float32" }));
    expect([y.shape, y.dtype]).toEqual([[1, 3], "float32"]);
    expect(Object.keys(model.params)).toContain("residual1.main.conv2d1.W");
  });
});
