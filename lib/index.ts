/**
 * gradlab: training neural networks, step by step. What a notebook imports, in reading order.
 */

// Numbers
export { Random, philox4x32, type RandomState } from "./random.js";
export { Tensor, type Nested, type Operand } from "./tensor/tensor.js";
export {
  arange,
  fromData,
  full,
  oneHot,
  ones,
  rand,
  randn,
  tensor,
  zeros,
  type TensorOptions,
} from "./tensor/create.js";
export { concat } from "./tensor/concat.js";
export type { Shape } from "./tensor/shape.js";
export type { Backend, DType } from "./backend/backend.js";
export { reference } from "./backend/reference/reference.js";
export { wasm } from "./backend/wasm/wasm.js";
export { webgpu } from "./backend/webgpu/webgpu.js";
export { DataError, DTypeError, MissingDataError, ShapeError, ValueError } from "./errors.js";

// Equations
export { grade, nudge, record, run, tex, within, type Entry, type Step } from "./step.js";

// Layers, losses, penalties: forward and backward
export * as linear from "./layers/linear.js";
export * as relu from "./layers/relu.js";
export * as sigmoid from "./layers/sigmoid.js";
export * as tanh from "./layers/tanh.js";
export * as leakyRelu from "./layers/leaky-relu.js";
export * as prelu from "./layers/prelu.js";
export * as elu from "./layers/elu.js";
export * as selu from "./layers/selu.js";
export * as gelu from "./layers/gelu.js";
export * as silu from "./layers/silu.js";
export * as softplus from "./layers/softplus.js";
export * as relu6 from "./layers/relu6.js";
export * as hardSwish from "./layers/hard-swish.js";
export * as mish from "./layers/mish.js";
export * as maxout from "./layers/maxout.js";
export * as softmax from "./layers/softmax.js";
export * as logSoftmax from "./layers/log-softmax.js";
export * as conv2d from "./layers/conv2d.js";
export * as depthwiseSeparable from "./layers/depthwise-separable.js";
export * as maxPool from "./layers/max-pool.js";
export * as averagePool from "./layers/average-pool.js";
export * as globalAveragePool from "./layers/global-average-pool.js";
export * as fractionalMaxPool from "./layers/fractional-max-pool.js";
export * as squeezeExcite from "./layers/squeeze-excite.js";
export * as embedding from "./layers/embedding.js";
export {
  convOutputSize,
  slidingWindows,
  type AxisOptions,
  type Pair,
  type PoolOptions,
  type WindowOptions,
} from "./layers/windows.js";
export * as batchNorm from "./layers/batch-norm.js";
export * as spatialBatchNorm from "./layers/spatial-batch-norm.js";
export * as layerNorm from "./layers/layer-norm.js";
export * as groupNorm from "./layers/group-norm.js";
export * as instanceNorm from "./layers/instance-norm.js";
export * as rmsNorm from "./layers/rms-norm.js";
export * as weightNorm from "./layers/weight-norm.js";
export * as foldBatchNorm from "./layers/fold-batch-norm.js";
export * as dropout from "./layers/dropout.js";
export * as dropout2d from "./layers/dropout2d.js";
export * as dropConnect from "./layers/drop-connect.js";
export * as stochasticDepth from "./layers/stochastic-depth.js";
export { keepMask } from "./layers/keep-mask.js";
export { averageOverMasks } from "./layers/average-over-masks.js";
export * as softmaxCrossEntropy from "./losses/softmax-cross-entropy.js";
export * as multiclassSvm from "./losses/multiclass-svm.js";
export * as squaredError from "./losses/squared-error.js";
export * as absoluteError from "./losses/absolute-error.js";
export * as smoothL1 from "./losses/smooth-l1.js";
export * as binaryCrossEntropy from "./losses/binary-cross-entropy.js";
export * as l2 from "./penalties/l2.js";
export * as l1 from "./penalties/l1.js";
export * as elasticNet from "./penalties/elastic-net.js";
export * as maxNorm from "./penalties/max-norm.js";

export type { BatchNormCache, BatchNormInputs, RunningStatistics } from "./layers/batch-norm.js";

// First weights, and how they move
export * as init from "./init/index.js";
export * as sgd from "./optim/sgd.js";
export * as momentum from "./optim/momentum.js";
export * as nesterov from "./optim/nesterov.js";
export * as adagrad from "./optim/adagrad.js";
export * as rmsprop from "./optim/rmsprop.js";
export * as adadelta from "./optim/adadelta.js";
export * as adam from "./optim/adam.js";
export * as adamw from "./optim/adamw.js";
export * as adamax from "./optim/adamax.js";
export * as nadam from "./optim/nadam.js";
export * as radam from "./optim/radam.js";
export type { Optimizer } from "./optim/optimizer.js";
export * as newton from "./optim/second-order/newton.js";
export * as bfgs from "./optim/second-order/bfgs.js";
export * as lbfgs from "./optim/second-order/lbfgs.js";
export { lineSearch, type WolfeOptions } from "./optim/second-order/line-search.js";
export type {
  FullBatch,
  Minimum,
  MinimizeOptions,
  Point,
} from "./optim/second-order/full-batch.js";
export { explain, type Explanation } from "./optim/explain.js";
export { averageBias, averageWindow, movingAverage } from "./optim/moving-average.js";
export * as surfaces from "./optim/surfaces.js";
export type { Surface } from "./optim/surfaces.js";
export {
  optimizePath,
  type OptimizePathOptions,
  type OptimizerPath,
} from "./optim/optimize-path.js";
export * as schedules from "./optim/schedules/index.js";
export * as plateau from "./optim/schedules/plateau.js";
export type { Schedule } from "./optim/schedules/schedule.js";
export { clipNorm, clipValue, type ClipNormOptions, type Gradients } from "./optim/clip.js";

// Models
export type { Backward, Mode, Module, Named } from "./models/module.js";
export * as modules from "./models/modules.js";
export * as plan from "./models/plan.js";
export * as architectures from "./models/architectures/index.js";
export {
  build,
  type Architecture,
  type BuildOptions,
} from "./models/architectures/architecture.js";
export { Summary, summary, type SummaryOptions } from "./models/summary.js";
export type { SummaryRow } from "./models/summary-table.js";
export type { BuildContext, Plan } from "./models/plan.js";
export type { Describe, LayerFacts, NamedFacts } from "./models/facts.js";
export { Sequential } from "./models/sequential.js";
export { Graph, type ModelNode } from "./models/graph.js";
export { Model, type Snapshot } from "./models/model.js";
export { twoLayerNet, type TwoLayerNetOptions } from "./models/two-layer-net.js";
export { loadWeights, saveWeights } from "./models/weights.js";
export { decodeSafetensors, encodeSafetensors, type Safetensors } from "./models/safetensors.js";

// Data
export { checkDataset, flatten, splitDataset, take, type Dataset } from "./data/dataset.js";
export { splitIndices, type SplitIndices, type SplitOptions } from "./data/split.js";
export { availableImages } from "./data/available-images.js";
export { downloadCifar10, loadCifar10 } from "./data/cifar10.js";
export { CIFAR10_CLASSES, parseCifar10 } from "./data/cifar10-format.js";
export { loadMnist } from "./data/mnist.js";
export type { MnistOptions } from "./data/mnist-options.js";
export { MNIST_CLASSES, parseMnist, type IdxFile } from "./data/mnist-format.js";
export { shapes, SHAPE_CLASSES, type ShapesOptions } from "./data/shapes.js";
export {
  circles,
  moons,
  spirals,
  type CirclesOptions,
  type Points,
  type SpiralsOptions,
  type ToyOptions,
} from "./data/toy.js";
export {
  channelMean,
  channelStd,
  fitChannelMean,
  fitChannels,
  fitFeatures,
  fitMeanImage,
  meanImage,
} from "./data/preprocess.js";
export { fitColorPca, fitPca, type Pca } from "./data/pca.js";
export { minibatches } from "./data/batches.js";
export { augment, type Augmentation } from "./data/augment/augment.js";
export * as augmentations from "./data/augment/index.js";
export { predictTenCrop, tenCrop, type TenCropOptions } from "./data/augment/ten-crop.js";
export { resizeShortSide } from "./data/augment/resize.js";
export type { Edge } from "./data/augment/resample.js";

// Training
export { fit } from "./train/fit.js";
export type { FitOptions } from "./train/fit-options.js";
export { History, type EpochRecord, type Judge, type Stopped } from "./train/history.js";
export {
  evaluate,
  objective,
  type Examples,
  type Objective,
  type Scorer,
  type TargetExamples,
  type Trainable,
} from "./train/objective.js";
export type { Loss, LossInputs } from "./train/loss.js";
export type { Penalty, Reg } from "./train/penalty.js";
export type { Callback, Moment, StepMoment } from "./train/callbacks.js";
export { earlyStopping } from "./train/early-stopping.js";
export { quitAbove } from "./train/quit-above.js";
export { checkpoint, type CheckpointStore } from "./train/checkpoint.js";
export type { Tree } from "./train/tree.js";
export { Ensemble, ensemble, snapshotEnsemble } from "./train/ensemble.js";
export { snapshots } from "./train/snapshots.js";
export { averageWeights, polyak } from "./train/polyak.js";
export { averageOverNoise, type NoiseAverage } from "./train/average-over-noise.js";
export { randomSearch, type Round, type SearchOptions } from "./train/search/random-search.js";
export {
  choice,
  linearUniform,
  logUniform,
  type Params,
  type Range,
  type Space,
} from "./train/search/space.js";
export { SearchReport } from "./train/search/search-report.js";
export type { Outcome, Trial, TrialContext, TrialRecord } from "./train/search/trial.js";
export { fineTune, freeze, replaceHead } from "./train/transfer.js";

// Checks
export { gradCheck, type Checkable, type GradCheckOptions } from "./check/grad-check.js";
export {
  GradCheckReport,
  type GradCheckEntry,
  type GradCheckRow,
} from "./check/grad-check-report.js";
export { gradCheckSweep, type Sweep } from "./check/grad-check-sweep.js";
export * as sanity from "./check/sanity.js";
export { Report } from "./check/report.js";
export { lrRange, type LrRange, type LrRangeOptions } from "./check/lr-range.js";
export { layerStatistics, type LayerStatistics } from "./check/layer-statistics.js";
export { deadUnits, type DeadUnits } from "./check/dead-units.js";
export { updateRatios, type UpdateRatios } from "./check/update-ratios.js";
export { profile, Profile, type ProfileOptions, type ProfileRow } from "./check/profile.js";
export { confusionCounts } from "./check/confusion-counts.js";
export { accuracyGap, diagnose, type Diagnosis, type Gap } from "./check/diagnose.js";

// What a notebook shows
export { display, newDisplay, type Display } from "./display/display.js";
export { progress, type Progress, type ProgressOptions } from "./display/progress.js";
export {
  html,
  latex,
  markdown,
  png,
  svg,
  toBundle,
  type Displayable,
  type MimeBundle,
} from "./display/bundle.js";

// Pictures
export { Figure, type FigureOptions } from "./plot/figure.js";
export { trainingCurves, type TrainingCurvesOptions } from "./plot/training-curves.js";
export { liveCurves } from "./plot/live-curves.js";
export { lines } from "./plot/lines.js";
export { histogram, type HistogramOptions } from "./plot/histogram.js";
export {
  plotSchedules,
  scheduleGallery,
  type PlotSchedulesOptions,
} from "./plot/plot-schedules.js";
export { optimizerPaths, type OptimizerPathsOptions } from "./plot/optimizer-paths.js";
export { normAxes, type NormAxesOptions } from "./plot/norm-axes.js";
export { searchScatter, type SearchScatterOptions } from "./plot/search-scatter.js";
export { confusionMatrix, type ConfusionMatrixOptions } from "./plot/confusion-matrix.js";
export {
  activationHistograms,
  type ActivationHistogramsOptions,
} from "./plot/activation-histograms.js";
export { heatmap, type HeatmapOptions } from "./plot/heatmap.js";
export { imageGrid, weightImages, type ImageGridOptions } from "./plot/image-grid.js";
export { traceTable } from "./plot/trace-table.js";
export { explainKernel, type KernelExplanation, type KernelName } from "./trace/explain-kernel.js";
export {
  traceLayer,
  traceModule,
  traceSteps,
  type Traceable,
  type TraceSettings,
} from "./trace/record-trace.js";
export { Trace } from "./trace/trace.js";
export { TraceWalk } from "./trace/walk.js";
export type { Pass, TraceData, TraceEntry } from "./trace/entry.js";
export {
  computationalGraph,
  ComputationalGraph,
  type ComputationalGraphOptions,
  type ComputationalNode,
} from "./trace/graph.js";

// Exercises
export {
  check,
  CheckReport,
  hint,
  Hint,
  predict,
  Prediction,
  todo,
  type Exercise,
} from "./course/index.js";
