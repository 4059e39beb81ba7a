import { ValueError } from "../../errors.js";
import type { Exercise } from "../exercise.js";

/** An exercise is only loaded when it is asked for: none of them makes the library slower to import. */
const LOADERS: Readonly<Record<string, () => Promise<{ exercise: Exercise }>>> = {
  "01-numeric-gradient": () => import("./numeric-gradient/exercise.js"),
  "02-linear-relu": () => import("./linear-relu/exercise.js"),
  "03-softmax-svm": () => import("./softmax-svm/exercise.js"),
  "04-activations": () => import("./activations/exercise.js"),
  "05-initialization": () => import("./initialization/exercise.js"),
  "06-batch-norm-forward": () => import("./batch-norm-forward/exercise.js"),
  "07-batch-norm-backward": () => import("./batch-norm-backward/exercise.js"),
  "08-batch-norm-simplified": () => import("./batch-norm-simplified/exercise.js"),
  "09-layer-norm": () => import("./layer-norm/exercise.js"),
  "10-spatial-norms": () => import("./spatial-norms/exercise.js"),
  "11-dropout": () => import("./dropout/exercise.js"),
  "12-momentum": () => import("./momentum/exercise.js"),
  "13-adaptive": () => import("./adaptive/exercise.js"),
  "14-schedules": () => import("./schedules/exercise.js"),
  "15-l-bfgs": () => import("./l-bfgs/exercise.js"),
  "16-sanity-checks": () => import("./sanity-checks/exercise.js"),
  "17-learning-rate": () => import("./learning-rate/exercise.js"),
  "18-penalties": () => import("./penalties/exercise.js"),
  "19-convolution": () => import("./convolution/exercise.js"),
  "20-capstone": () => import("./capstone/exercise.js"),
};

/** The names of all exercises, in order: "01-numeric-gradient" and so on. */
export const exerciseIds: readonly string[] = Object.keys(LOADERS);

/**
 * The exercise of this number, such as "06", or name.
 *
 * @throws ValueError if there is none.
 */
export async function loadExercise(where: string, name: string): Promise<Exercise> {
  const id = exerciseIds.find((each) => each === name || numberOf(each) === name.padStart(2, "0"));
  if (id === undefined) {
    const numbers = exerciseIds.map(numberOf);
    throw new ValueError(
      `${where}: expected the number of an exercise, "${numbers[0]}" to "${numbers.at(-1) ?? ""}", got ${JSON.stringify(name)}`,
    );
  }
  return (await LOADERS[id]()).exercise;
}

/** "06" of "06-batch-norm-forward". */
export const numberOf = (id: string): string => id.slice(0, id.indexOf("-"));
