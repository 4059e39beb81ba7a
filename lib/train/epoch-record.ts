/** Measurements at the end of an epoch, in evaluation mode. Epoch 0 is before the first update. */
export type EpochRecord = {
  epoch: number;
  trainLoss: number;
  trainAccuracy: number;
  valLoss?: number;
  valAccuracy?: number;
};
