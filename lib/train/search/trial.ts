import type { Params } from "./space.js";

/** What a trial is told besides its hyperparameters. */
export type TrialContext = {
  /** Which trial of all, counted from 0: a seed for what it draws. */
  trial: number;
  /** Which round, counted from 0. */
  round: number;
  /** How long to train, as the round says. */
  epochs: number;
};

/** What a trial comes to. */
export type Outcome = {
  /** The higher the better, such as the validation accuracy. NaN is the worst. */
  score: number;
  /** It was given up early, as `quitAbove` does. */
  quit?: boolean;
};

/** Trains with these hyperparameters. A module for `randomSearch` exports one as its default. */
export type Trial = (params: Params, context: TrialContext) => Outcome | Promise<Outcome>;

/** A trial that is done, as the log keeps it. */
export type TrialRecord = TrialContext & Outcome & { params: Params };

/** Runs trials, some of them at once. */
export interface Pool {
  run(params: Params, context: TrialContext): Promise<Outcome>;
  /** How many trials it runs at once. */
  readonly size: number;
  close(): Promise<void>;
}

/** One trial at a time, in this thread. */
export const singlePool = (trial: Trial): Pool => ({
  size: 1,
  run: async (params, context) => trial(params, context),
  close: () => Promise.resolve(),
});

/** The better first; what has no number comes last. */
export const byScore = (a: Outcome, b: Outcome): number => worth(b) - worth(a) || 0;

const worth = ({ score }: Outcome): number => (Number.isNaN(score) ? -Number.MAX_VALUE : score);
