import type { Check, Exercise } from "../../course/exercise.js";
import { activations } from "./activations.js";
import { batchNormBackward } from "./batch-norm-backward.js";
import { batchNormForward } from "./batch-norm-forward.js";
import { batchNormSimplified } from "./batch-norm-simplified.js";
import { initialization } from "./initialization.js";
import { layerNorm } from "./layer-norm.js";
import { linearRelu } from "./linear-relu.js";
import { numericGradient } from "./numeric-gradient.js";
import { softmaxSvm } from "./softmax-svm.js";
import { spatialNorms } from "./spatial-norms.js";
import { dropoutHidden } from "./dropout.js";
import { momentumHidden } from "./momentum.js";
import { adaptiveHidden } from "./adaptive.js";
import { schedulesHidden } from "./schedules.js";
import { lBfgsHidden } from "./l-bfgs.js";
import { sanityHidden } from "./sanity-checks.js";
import { learningRateHidden } from "./learning-rate.js";
import { penaltiesHidden } from "./penalties.js";
import { convolutionHidden } from "./convolution.js";
import { capstoneHidden } from "./capstone.js";

const hidden: Readonly<Record<string, readonly Check[]>> = {
  "01-numeric-gradient": numericGradient,
  "02-linear-relu": linearRelu,
  "03-softmax-svm": softmaxSvm,
  "04-activations": activations,
  "05-initialization": initialization,
  "06-batch-norm-forward": batchNormForward,
  "07-batch-norm-backward": batchNormBackward,
  "08-batch-norm-simplified": batchNormSimplified,
  "09-layer-norm": layerNorm,
  "10-spatial-norms": spatialNorms,
  "11-dropout": dropoutHidden,
  "12-momentum": momentumHidden,
  "13-adaptive": adaptiveHidden,
  "14-schedules": schedulesHidden,
  "15-l-bfgs": lBfgsHidden,
  "16-sanity-checks": sanityHidden,
  "17-learning-rate": learningRateHidden,
  "18-penalties": penaltiesHidden,
  "19-convolution": convolutionHidden,
  "20-capstone": capstoneHidden,
};

/** The exercise with the checks that students do not see added to those they do. */
export function withHiddenChecks(exercise: Exercise): Exercise {
  return { ...exercise, checks: [...exercise.checks, ...(hidden[exercise.id] ?? [])] };
}
