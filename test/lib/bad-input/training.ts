import * as g from "../../../lib/index.js";
import { examples, net, rng, rows, v3, v7, wrong, type Row } from "./row.js";

const quiet = { progress: false };
const noTrial = { space: { lr: g.logUniform(1e-3, 1) }, rounds: [{ trials: 0, epochs: 1 }] };

/** Training and checks. */
export const trainingRows: readonly Row[] = [
  [
    "fit",
    () => g.fit(net, examples, { ...quiet, epochs: -1 }),
    "fit: epochs must be an integer of at least 0, got -1",
  ],
  [
    "fit",
    () => g.fit(net, { x: rows.mul(NaN), labels: [0, 1] }, quiet),
    "fit: x must hold finite numbers, got NaN in example 0",
  ],
  [
    "fit",
    () => g.fit(net, { x: rows, labels: [0] }, quiet),
    "fit: labels must have shape (2), got (1)",
  ],
  [
    "fit",
    () => g.fit(net, examples, { ...quiet, loss: wrong({}) }),
    "fit: loss must have functions forward and backward, got none",
  ],
  [
    "evaluate",
    () => g.evaluate(net, { x: rows, labels: [0] }),
    "evaluate: labels must have shape (2), got (1)",
  ],
  [
    "evaluate",
    () => g.evaluate(net, examples, { batchSize: 0 }),
    "evaluate: batchSize must be an integer of at least 1, got 0",
  ],
  [
    "objective",
    () => g.objective(net, { x: rows, labels: [0, 9] }),
    "softmaxCrossEntropy.forward: labels[1] must be an integer from 0 to 1, got 9",
  ],
  [
    "objective",
    () => g.objective(net, examples, -1),
    "objective: reg must be a finite number of at least 0, got -1",
  ],
  [
    "earlyStopping",
    () => g.earlyStopping({ patience: 0 }),
    "earlyStopping: patience must be an integer of at least 1, got 0",
  ],
  [
    "quitAbove",
    () => g.quitAbove({ factor: -1 }),
    "quitAbove: factor must be a finite number above 0, got -1",
  ],
  [
    "checkpoint",
    () => g.checkpoint({ folder: "runs", every: 0 }),
    "checkpoint: every must be an integer of at least 1, got 0",
  ],
  ["ensemble", () => g.ensemble([]), "ensemble: expected at least one model, got none"],
  ["Ensemble", () => new g.Ensemble([]), "Ensemble: expected at least one member, got none"],
  [
    "snapshotEnsemble",
    () => g.snapshotEnsemble(net, []),
    "snapshotEnsemble: expected at least one snapshot, got none",
  ],
  [
    "snapshots",
    () => g.snapshots({ every: 0 }),
    "snapshots: every must be an integer of at least 1, got 0",
  ],
  [
    "averageWeights",
    () => g.averageWeights(v3, v7),
    "averageWeights: theta must have shape (3), got (7)",
  ],
  [
    "polyak",
    () => g.polyak({ keep: 2 }),
    "polyak: keep must be a finite number from 0 to 1, got 2",
  ],
  [
    "averageOverNoise",
    () => g.averageOverNoise(() => v3, { samples: 0 }),
    "averageOverNoise: samples must be an integer of at least 1, got 0",
  ],
  [
    "randomSearch",
    () => g.randomSearch(() => ({ score: 1 }), noTrial),
    "randomSearch: trials must be an integer of at least 1, got 0",
  ],
  ["choice", () => g.choice([]), "choice: expected at least one value, got none"],
  ["linearUniform", () => g.linearUniform(2, 1), "linearUniform: max must be above min, 2, got 1"],
  [
    "logUniform",
    () => g.logUniform(0, 1),
    "logUniform: min must be a finite number of at least 5e-324, got 0",
  ],
  ["fineTune", () => g.fineTune(net, 3), "fineTune: depth must be an integer from 1 to 2, got 3"],
  [
    "freeze",
    () => g.freeze(net, ["linear9"]),
    "freeze: linear9 is not known, expected the name or the beginning of one of linear1.W, linear1.b, linear2.W, linear2.b",
  ],
  [
    "replaceHead",
    () => g.replaceHead(new g.Sequential([g.modules.relu()]), g.modules.relu()),
    "replaceHead: model must have a layer before its head, got one layer",
  ],
  [
    "gradCheck",
    () => g.gradCheck(g.relu, { x: rows }, { h: 0 }),
    "gradCheck: h must be a finite number of at least 5e-324, got 0",
  ],
  [
    "gradCheck",
    () => g.gradCheck(g.relu, { x: rows.to("float32") }),
    'gradCheck: x must be float64, got float32; use .to("float64")',
  ],
  [
    "gradCheckSweep",
    () => g.gradCheckSweep(g.relu, { x: rows }, { hs: [] }),
    "gradCheckSweep: hs must hold at least one h, got none",
  ],
  [
    "sanity.initialLoss",
    () => g.sanity.initialLoss(net, examples, { reg: -1 }),
    "sanity.initialLoss: reg must be a finite number of at least 0, got -1",
  ],
  [
    "sanity.overfitTiny",
    () => g.sanity.overfitTiny(net, examples, { count: 0 }),
    "sanity.overfitTiny: count must be an integer of at least 1, got 0",
  ],
  [
    "lrRange",
    () => g.lrRange(net, examples, { from: 0 }),
    "lrRange: from must be a finite number above 0, got 0",
  ],
  [
    "layerStatistics",
    () => g.layerStatistics(net, { x: rows, labels: [0] }),
    "layerStatistics: labels must have shape (2), got (1)",
  ],
  [
    "deadUnits",
    () => g.deadUnits(net, v3),
    "deadUnits: x must have shape (N, …) with at least one example, got (3)",
  ],
  [
    "deadUnits",
    () => g.deadUnits(net, rows, { most: 2 }),
    "deadUnits: most must be a finite number from 0 to 1, got 2",
  ],
  [
    "confusionCounts",
    () => g.confusionCounts([0, 1], [0]),
    "confusionCounts: expected 2 predictions, one a label, got 1",
  ],
  [
    "accuracyGap",
    () => g.accuracyGap(new g.History(), { wide: NaN }),
    "accuracyGap: wide must be a finite number from 0 to 1, got NaN",
  ],
  [
    "diagnose",
    () => g.diagnose(new g.History()),
    "diagnose: history must have at least one epoch, got none",
  ],
  [
    "GradCheckReport",
    () => g.gradCheck(g.relu, { x: g.randn([2, 2], rng) }).entriesOf("z"),
    "GradCheckReport: z is not known, expected one of dX",
  ],
  [
    "profile",
    () => g.profile(() => net, { times: 0 }),
    "profile: times must be an integer of at least 1, got 0",
  ],
  [
    "profile",
    () => g.profile(wrong(rows)),
    "profile: work must be a function, such as () => step(), got object",
  ],
];
