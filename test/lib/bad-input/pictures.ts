import * as g from "../../../lib/index.js";
import { net, rows, scalar, v3, v7, wrong, type Row } from "./row.js";

const traced = g.traceLayer(g.relu, { x: rows });

/** What is shown, traces, and exercises. */
export const pictureRows: readonly Row[] = [
  [
    "display",
    () => {
      g.display({ [Symbol.for("Jupyter.display")]: () => "text" });
    },
    'display: expected a MIME bundle from [Symbol.for("Jupyter.display")](), got text',
  ],
  [
    "toBundle",
    () => g.toBundle({ [Symbol.for("Jupyter.display")]: () => "text" }),
    'toBundle: expected a MIME bundle from [Symbol.for("Jupyter.display")](), got text',
  ],
  [
    "progress",
    () => g.progress({ total: -1 }),
    "progress: total must be an integer of at least 0, got -1",
  ],
  [
    "png",
    () => g.png(new Uint8Array(3)),
    "png: expected the bytes of a PNG file, got 3 bytes without its signature",
  ],
  [
    "trainingCurves",
    () => g.trainingCurves({ epochs: [] }),
    "trainingCurves: history must have at least one epoch, got none",
  ],
  ["lines", () => g.lines({}), "lines: expected at least one series, got none"],
  [
    "histogram",
    () => g.histogram(v3, { bins: 0 }),
    "histogram: bins must be an integer from 1 to 500, got 0",
  ],
  ["histogram", () => g.histogram({}), "histogram: expected at least one tensor, got none"],
  ["heatmap", () => g.heatmap(v3), "heatmap: x must be a matrix (R, C) with entries, got (3)"],
  [
    "imageGrid",
    () => g.imageGrid(rows),
    "imageGrid: images must have shape (N, C, H, W) with C = 1 or 3, got (2, 3)",
  ],
  [
    "weightImages",
    () => g.weightImages(v3),
    "weightImages: a matrix W needs the shape (C, H, W) of its images, got W (3) without one",
  ],
  [
    "traceTable",
    () => g.traceTable([]),
    "traceTable: expected at least one recorded step, got none",
  ],
  [
    "plotSchedules",
    () => g.plotSchedules({}),
    "plotSchedules: expected at least one schedule, got none",
  ],
  [
    "scheduleGallery",
    () => g.scheduleGallery(wrong({ epochs: 0 })),
    "scheduleGallery: epochs must be an integer of at least 10, got 0",
  ],
  [
    "optimizerPaths",
    () => g.optimizerPaths(g.surfaces.saddle, {}),
    "optimizerPaths: expected at least one path, got none",
  ],
  [
    "normAxes",
    () => g.normAxes({ groups: 0 }),
    "normAxes: groups must be an integer of at least 1, got 0",
  ],
  [
    "searchScatter",
    () => g.searchScatter(new g.SearchReport([], {}, {})),
    "searchScatter: report must have at least one trial, got none",
  ],
  [
    "confusionMatrix",
    () => g.confusionMatrix(v3),
    "confusionMatrix: counts must have shape (K, K), got (3)",
  ],
  [
    "activationHistograms",
    () => g.activationHistograms(net, rows, { layers: ["none"] }),
    'activationHistograms: layers must be some of linear1, relu1, linear2, got "none"',
  ],
  [
    "traceLayer",
    () => g.traceLayer(g.relu, { x: rows }, {}, { dY: v7 }),
    "traceLayer: dY must have shape (2, 3), got (7)",
  ],
  [
    "traceModule",
    () => g.traceModule(net, rows, { dY: v7 }),
    "traceModule: dY must have shape (2, 2), got (7)",
  ],
  [
    "traceSteps",
    () => g.traceSteps({ scalar }, () => undefined),
    "traceSteps: expected a function that evaluates steps, got none",
  ],
  ["Trace", () => traced.entry("z"), "Trace: entry z is not known, expected one of x, y, dY, dX"],
  [
    "TraceWalk",
    () => traced.walk().goTo("z"),
    "TraceWalk.goTo: step z is not known, expected one of y, dX",
  ],
  [
    "computationalGraph",
    () => g.computationalGraph(traced, { pass: wrong("sideways") }),
    'computationalGraph: pass must be "forward" or "backward", got "sideways"',
  ],
  [
    "check",
    () => g.check("06", { forwards: () => undefined }),
    "check: expected functions called forward, updateRunning, forwardEval, got forwards; did you mean forward?",
  ],
  [
    "hint",
    () => g.hint("06", "forwardEvil"),
    'hint: expected one of mean, centered, variance, invStd, xHat, y, updateRunning, forwardEval in exercise 06, got "forwardEvil"; did you mean forwardEval?',
  ],
  [
    "predict",
    () => g.predict({ y: wrong(null) }),
    'predict: "y" must be a number, a text, true or false, got null',
  ],
  [
    "Prediction",
    () => g.predict({ y: 1 }).compare({ z: 1 }),
    'Prediction.compare: expected a value for "y", got none',
  ],
  ["todo", () => g.todo("y"), "y: not written yet"],
  [
    "explainKernel",
    () => g.explainKernel(wrong("relu")),
    'explainKernel: name must be "unary" or "binary" or "reduce" or "matmul" or "take" or "im2col" or "dropout" or "normalize" or "normalizeBack" or "crossEntropy" or "crossEntropyBack" or "convolve" or "maxPool" or "maxPoolBack", got "relu"',
  ],
];
