import type { Figures } from "./measure.js";

/** A demand on our kernel: a figure, what it is held against, and how much of that it may be. */
export interface Demand {
  what: string;
  ours: number;
  limit: number;
  unit: string;
  against: string;
}

type All = Partial<Record<string, Figures>>;

/** The demands that the kernels measured in this run allow to judge. */
export function demands(all: All): Demand[] {
  const { gradlab, tslab, ipykernel } = all;
  if (gradlab === undefined) return [];
  const list: Demand[] = [];
  const add = (
    what: string,
    ours: number,
    factor: number,
    other: number,
    against: string,
    unit = "ms",
  ) => {
    list.push({ what, ours, limit: factor * other, unit, against: `${factor} × ${against}` });
  };
  if (ipykernel !== undefined) {
    add("kernel_info after the start", gradlab.kernelInfo, 0.6, ipykernel.kernelInfo, "ipykernel");
    add("first result", gradlab.firstResult, 1.5, ipykernel.firstResult, "ipykernel");
    add("trivial cell", gradlab.trivial, 1.5, ipykernel.trivial, "ipykernel");
    add("10,000 lines", gradlab.lines, 2, ipykernel.lines, "ipykernel");
  }
  if (tslab !== undefined) {
    add("100 lines, warm", gradlab.hundredWarm, 0.5, tslab.hundredWarm, "tslab");
    add("first import of gradlab", gradlab.libraryFirst, 1, tslab.libraryFirst, "tslab's mathjs");
    add("cell that uses gradlab", gradlab.libraryWarm, 0.4, tslab.libraryWarm, "tslab's mathjs");
    add("the same cell again", gradlab.libraryAgain, 0.4, tslab.libraryAgain, "tslab's mathjs");
  }
  add("small cell after 100", gradlab.after100, 1.5, gradlab.after10, "the 10th");
  add("small cell after 1,000", gradlab.after1000, 1.5, gradlab.after10, "the 10th");
  add("20M steps, same cell", gradlab.loopOwn, 7, gradlab.loopInFunction, "in a function");
  add("20M steps, earlier cell", gradlab.loopEarlier, 7, gradlab.loopInFunction, "in a function");
  add("messages for 10,000 lines", gradlab.linesMessages, 1, 50, "50", "");
  add("lines lost", 10_000 - gradlab.linesArrived, 1, 0, "0", "");
  add("interrupt", gradlab.interrupt, 1, 300, "300 ms");
  add("idle memory", gradlab.memory, 1, 200, "200 MB", "MB");
  return list.filter(({ ours, limit }) => !Number.isNaN(ours) && !Number.isNaN(limit));
}
