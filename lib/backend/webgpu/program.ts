import type { View } from "../backend.js";
import { isWhole, liesDense, wholeOf } from "../layout.js";
import { sizeOf } from "../../tensor/shape.js";
import { formulaSource, groupsOf, HEAD, type Formula, type Layout } from "./formula.js";
import { float, most, run, seen, tableOf, type Seen } from "./launch.js";
import {
  constantOf,
  inOrder,
  waiting,
  type Operation,
  type Stream,
  type Task,
} from "./operation.js";
import { extentOf, partsOf } from "./parts.js";
import { device } from "./pool.js";

/** Numbers that are there, or one number. */
type Leaf = View | number;

/** A formula and what it is worked out for. */
type Instance = Pick<Formula, "steps"> & {
  readonly leaves: readonly Leaf[];
  readonly results: readonly { readonly value: number; readonly view: View }[];
  readonly streams: readonly Stream[];
};

const leafOf = (view: View): Leaf => constantOf(view) ?? view;
const isView = (leaf: Leaf): leaf is View => typeof leaf !== "number";
const isSame = (a: Leaf, b: Leaf): boolean =>
  isView(a) && isView(b)
    ? a.storage === b.storage &&
      a.offset === b.offset &&
      a.shape.join() === b.shape.join() &&
      a.strides.join() === b.strides.join()
    : Object.is(a, b);

/** A kernel goes by fours, which begin at every fourth number. */
const goesByFours = (view: View): boolean => liesDense(view) && view.offset % 4 === 0;

const layoutOf = (leaf: Leaf): Layout =>
  isView(leaf) ? (goesByFours(leaf) ? "dense" : "strided") : "constant";

/** Where not all is written, what comes after it must stay. */
const layoutOfResult = (view: View): Layout =>
  goesByFours(view) && (isWhole(view) || sizeOf(view.shape) % 4 === 0) ? "dense" : "strided";

const formulaOf = ({ leaves, steps, results }: Instance): Formula => ({
  leaves: leaves.map(layoutOf),
  steps,
  results: results.map(({ value, view }) => ({ value, layout: layoutOfResult(view) })),
});

/** Runs it: in one pass, which must see all of it. */
function execute(
  instance: Instance,
  formula = formulaOf(instance),
  source = formulaSource(formula),
): void {
  const { leaves, results, streams } = instance;
  const tables: number[] = [];
  const start = HEAD + leaves.length + results.length + streams.length;
  const note = (words: readonly number[]): number => {
    tables.push(...words);
    return start + tables.length - words.length;
  };
  const placeOf = (view: Seen, layout: Layout): number =>
    layout === "dense" ? view.offset / 4 : note(tableOf(view));
  const inputs = leaves.map((leaf) => (isView(leaf) ? seen(leaf) : leaf));
  const outputs = results.map(({ view }) => seen(view));
  const length = sizeOf(outputs[0].shape);
  const params = [
    ...[Math.ceil(length / 4), length],
    ...inputs.map((x, i) => (typeof x === "number" ? float(x) : placeOf(x, formula.leaves[i]))),
    ...outputs.map((y, i) => placeOf(y, formula.results[i].layout)),
    ...streams.map(note),
  ];
  const views = inputs.filter((x) => typeof x !== "number");
  run({ ...source, entry: "main" }, views, outputs, {
    params: [...params, ...tables],
    groups: groupsOf(length),
  });
}

/** Operations on equally many entries, worked out in one pass. Their operands that do not wait along are there. */
export class Program {
  readonly order: readonly Operation[];
  /** What is kept: the targets, and what was on the way of an earlier evaluation too. */
  readonly results: readonly Operation[];
  private readonly instance: Instance;
  private readonly formula: Formula;
  private readonly source: ReturnType<typeof formulaSource>;

  constructor(targets: readonly Operation[]) {
    this.order = inOrder(targets);
    this.results = this.order.filter((each) => targets.includes(each) || each.wasNeeded);
    const leaves: Leaf[] = [];
    for (const { task } of this.order)
      for (const leaf of task.operands.filter((view) => !waiting(view)).map(leafOf))
        if (!leaves.some((known) => isSame(known, leaf))) leaves.push(leaf);
    const valueOf = (operation: Operation): number => leaves.length + this.order.indexOf(operation);
    const valueOfView = (view: View): number => {
      const before = waiting(view);
      return before ? valueOf(before) : leaves.findIndex((leaf) => isSame(leaf, leafOf(view)));
    };
    this.instance = {
      leaves,
      steps: this.order.map(({ task: { code, operands } }) => ({
        code,
        operands: operands.map(valueOfView),
      })),
      results: this.results.map((operation) => ({
        value: valueOf(operation),
        view: wholeOf(operation.own, operation.task.shape),
      })),
      streams: this.order.flatMap(({ task: { stream } }) => (stream ? [stream] : [])),
    };
    this.formula = formulaOf(this.instance);
    this.source = formulaSource(this.formula);
  }

  get text(): string {
    return this.source.text;
  }

  /** Whether one kernel sees all of it. */
  get fits(): boolean {
    const views = this.instance.leaves.filter(isView);
    return (
      views.length + this.results.length <= device().limits.bindings &&
      views.every((view) => extentOf(view) <= most()) &&
      this.results.every(({ own }) => own.length <= most())
    );
  }

  /** Into the storages of the results, which have been settled. */
  run(): void {
    execute(this.instance, this.formula, this.source);
  }
}

/** One task by itself into a view of a storage that has been settled, in parts that a kernel sees. */
export function runTask({ code, operands, stream }: Task, y: View): void {
  if (stream) {
    runStream(code, stream, y);
    return;
  }
  const leaves = operands.map(leafOf);
  for (const parts of partsOf([...leaves.filter(isView), y], most())) {
    const [view] = parts.slice(-1);
    let next = 0;
    execute({
      leaves: leaves.map((leaf) => (isView(leaf) ? parts[next++] : leaf)),
      steps: [{ code, operands: operands.map((_, i) => i) }],
      results: [{ value: leaves.length, view }],
      streams: [],
    });
  }
}

/** The same of a mask, whose numbers are drawn by fours. */
function runStream(code: Task["code"], stream: Stream, y: View): void {
  const [low, high, counter, threshold, first] = stream;
  const length = sizeOf(y.shape);
  const step = 4 * Math.floor(most() / 4);
  for (let start = 0; start < length; start += step) {
    const view = { ...y, shape: [Math.min(step, length - start)], strides: [1], offset: start };
    execute({
      ...{ leaves: [], steps: [{ code, operands: [] }], results: [{ value: 0, view }] },
      streams: [[low, high, counter, threshold, first + start / 4]],
    });
  }
}
