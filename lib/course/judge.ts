import { record, type Entry } from "../step.js";
import { fromData } from "../tensor/create.js";
import { Tensor } from "../tensor/tensor.js";
import { difference } from "./compare.js";
import type { Arguments, Part, Plain } from "./exercise.js";
import type { Reply } from "./judging-step.js";

/** How a step did: right, wrong, still a hole, or never come to. */
export type Kind = "ok" | "wrong" | "todo" | "missing";

export interface Verdict {
  kind: Kind;
  /** What is wrong, in words; "" when nothing is. */
  problem: string;
  got?: Tensor;
}

/**
 * Judges one call of a student's function: each step against the reference, in order, each once.
 *
 * It starts from "missing" everywhere, and a step is only made "ok" by a value that matches. The right value is
 * handed out only after the student's own one is in.
 */
export class Judge {
  /** The reference's steps, in order. */
  readonly entries: readonly Entry[];
  private readonly result: Plain;
  private readonly verdicts: (Verdict | undefined)[];
  private readonly strangers: string[] = [];
  private next = 0;
  private why: string;

  constructor(
    readonly part: Part,
    readonly args: Arguments,
  ) {
    const entries: Entry[] = [];
    this.result = part.reference(args, record(entries));
    this.entries = entries;
    this.verdicts = entries.map(() => undefined);
    this.why = `${part.name} has no such step`;
  }

  /** Judges a step and gives the right value to go on from; undefined for a step that is not known. */
  step(name: string, reply: Reply): Tensor | undefined {
    const index = this.entries.findIndex((entry) => entry.name === name);
    if (index < 0) {
      this.strangers.push(name);
      return undefined;
    }
    const want = this.entries[index].value;
    if (index >= this.next) {
      this.verdicts[index] = judged(reply, want);
      this.next = index + 1;
    } else {
      const problem =
        this.verdicts[index] === undefined
          ? `it came after ${this.entries[this.next - 1].name}; keep the order of the template`
          : "it came twice; each step comes once";
      this.verdicts[index] = { kind: "wrong", problem };
    }
    return fresh(want);
  }

  /** The function came to its end. What it returns must be what its steps computed. */
  returned(value: unknown): void {
    for (const { path, want } of leaves(this.result)) {
      const problem = difference(follow(value, path), want);
      if (problem !== undefined)
        this.blame(this.stepOf(path), returnProblem(this.part, path, problem));
    }
  }

  /** The function threw instead of coming to its end. */
  threw(what: string): void {
    this.stopped(
      `${this.part.name} stopped before it: ${what}`,
      `${this.part.name} threw: ${what}`,
    );
  }

  /** Nothing more will come. `before` is said of steps that never came, `after` if all had come. */
  stopped(before: string, after = before): void {
    this.why = before;
    if (this.next === this.entries.length) this.blame(this.entries.length - 1, after);
  }

  /** The function must leave its arguments as they were. */
  requireUnchanged(args: unknown): void {
    for (const { path, want } of leaves(this.args as unknown as Plain)) {
      const problem = difference(follow(args, path), want);
      if (problem === undefined) continue;
      const name = [this.part.parameters[Number(path[0])], ...path.slice(1)]
        .filter(Boolean)
        .join(".");
      this.blame(
        this.entries.length - 1,
        `${this.part.name} changed its input ${name}; compute a new tensor instead`,
      );
    }
  }

  /** The verdict on each step, by name. */
  get outcome(): Map<string, Verdict> {
    return new Map(
      this.entries.map(({ name }, i) => [
        name,
        this.verdicts[i] ?? { kind: "missing", problem: this.missingProblem(name) },
      ]),
    );
  }

  private missingProblem(name: string): string {
    const twin = this.strangers.find((stranger) => distance(stranger, name) <= 2);
    if (twin !== undefined) return `there is a step called "${twin}"; did you mean "${name}"?`;
    return this.why;
  }

  private stepOf(path: readonly string[]): number {
    const leaf = path.at(-1) ?? "";
    const name = this.part.returns[leaf] ?? leaf;
    const index = this.entries.findIndex((entry) => entry.name === name);
    return index < 0 ? this.entries.length - 1 : index;
  }

  private blame(index: number, problem: string): void {
    if (this.verdicts[index]?.kind === "ok") this.verdicts[index] = { kind: "wrong", problem };
  }
}

function judged(reply: Reply, want: Tensor): Verdict {
  if ("todo" in reply) return { kind: "todo", problem: "not written yet" };
  if ("threw" in reply) return { kind: "wrong", problem: `it threw ${reply.threw}` };
  const problem = difference(reply.value, want);
  const got = reply.value instanceof Tensor ? { got: fresh(reply.value) } : {};
  return problem === undefined
    ? { kind: "ok", problem: "", ...got }
    : { kind: "wrong", problem, ...got };
}

function returnProblem(part: Part, path: readonly string[], problem: string): string {
  return `the step is right, but ${part.name} returns something else as ${path.join(".")}: ${problem}`;
}

/** A copy that shares no memory, so that writing to one leaves the other. */
export function fresh(value: Tensor): Tensor {
  return fromData(value.data, value.shape, { dtype: value.dtype });
}

/** Every tensor in a value, with the way to it. */
function leaves(
  value: Plain,
  path: readonly string[] = [],
): { path: readonly string[]; want: Tensor }[] {
  if (value instanceof Tensor) return [{ path, want: value }];
  if (typeof value === "number") return [];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
}

function follow(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null
        ? (inner as Record<string, unknown>)[key]
        : undefined,
    value,
  );
}

/** How many letters must be changed, added or left out (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const above = row;
    row = [i];
    for (let j = 1; j <= b.length; j++)
      row[j] = Math.min(
        above[j] + 1,
        row[j - 1] + 1,
        above[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1),
      );
  }
  return row[b.length];
}
