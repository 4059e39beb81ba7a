import { record, type Entry } from "../step.js";
import { Tensor } from "../tensor/tensor.js";
import { difference } from "./compare.js";
import { closest } from "./distance.js";
import type { Arguments, Part, Plain } from "./exercise.js";
import type { Reply } from "./judging-step.js";
import { asPlain, follow, fresh, leavesOf } from "./plain.js";

/** How a step did: right, wrong, still a hole, or never come to. */
export type Kind = "ok" | "wrong" | "todo" | "missing";

export interface Verdict {
  kind: Kind;
  /** What is wrong, in words; "" when nothing is. */
  problem: string;
  got?: Plain;
}

/** What is judged: a step, or a value that is returned without a step of its own. */
export interface Judged {
  name: string;
  /** In LaTeX; "" for a returned value. */
  formula: string;
  value: Plain;
}

/**
 * Judges one call of a student's function: each step against the reference, in order, each once, and then what it
 * returns.
 *
 * It starts from "missing" everywhere, and a step is only made "ok" by a value that matches. The right value is
 * handed out only after the student's own one is in.
 */
export class Judge {
  /** The reference's steps, in order, and then the values that are returned without one. */
  readonly entries: readonly Judged[];
  /** How many of them are steps. */
  private readonly steps: number;
  private readonly result: Plain;
  private readonly verdicts: (Verdict | undefined)[];
  private readonly strangers: string[] = [];
  private next = 0;
  private why: string;
  private unwritten = false;

  constructor(
    readonly part: Part,
    readonly args: Arguments,
  ) {
    const steps: Entry[] = [];
    this.result = part.reference(args, record(steps));
    const known = new Set(steps.map(({ name }) => name));
    const returned = leavesOf(this.result).flatMap(({ path, want }): Judged[] => {
      const name = this.nameOf(path);
      return name in part.points && !known.has(name) ? [{ name, formula: "", value: want }] : [];
    });
    this.entries = [...steps, ...returned];
    this.steps = steps.length;
    this.verdicts = this.entries.map(() => undefined);
    this.why = `${part.name} has no such step`;
  }

  /** Judges a step and gives the right value to go on from; undefined for a step that is not known. */
  step(name: string, reply: Reply): Tensor | undefined {
    const index = this.entries.findIndex((entry) => entry.name === name);
    if (index < 0 || index >= this.steps) {
      this.strangers.push(name);
      return undefined;
    }
    const want = this.entries[index].value as Tensor;
    if (index >= this.next) {
      this.verdicts[index] = this.judged(reply, want);
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
    for (const { path, want } of leavesOf(this.result)) {
      const got = follow(value, path);
      const index = this.indexOf(path);
      if (index >= this.steps) this.verdicts[index] = this.judged({ value: got }, want);
      else {
        const problem = difference(got, want, this.part.tolerance);
        if (problem !== undefined) this.blame(index, returnProblem(this.part, path, problem));
      }
    }
  }

  /** The function threw instead of coming to its end. */
  threw(what: string): void {
    const late = this.next === this.steps;
    this.stopped(
      `${this.part.name} stopped before it: ${what}`,
      `${this.part.name} threw: ${what}`,
    );
    if (!late) return;
    for (let i = this.steps; i < this.entries.length; i++)
      this.verdicts[i] ??= { kind: "wrong", problem: `it threw ${what}` };
  }

  /** The function came to a hole that is in none of its steps. */
  stoppedAtHole(): void {
    this.unwritten = true;
  }

  /** Nothing more will come. `before` is said of steps that never came, `after` if all had come. */
  stopped(before: string, after = before): void {
    this.why = before;
    if (this.next === this.entries.length) this.blame(this.entries.length - 1, after);
  }

  /** The function must leave its arguments as they were. */
  requireUnchanged(args: unknown): void {
    for (const [i, each] of this.args.entries())
      for (const { path, want } of leavesOf(each, [String(i)])) {
        if (difference(follow(args, path), want) === undefined) continue;
        const name = [this.part.parameters[i], ...path.slice(1)].filter(Boolean).join(".");
        this.blame(
          this.entries.length - 1,
          `${this.part.name} changed its input ${name}; compute a new ${want instanceof Tensor ? "tensor" : "value"} instead`,
        );
      }
  }

  /** The verdict on each step, by name. */
  get outcome(): Map<string, Verdict> {
    return new Map(
      this.entries.map(({ name }, i) => [
        name,
        this.verdicts[i] ??
          (this.unwritten
            ? { kind: "todo", problem: "not written yet" }
            : { kind: "missing", problem: this.missingProblem(name) }),
      ]),
    );
  }

  private judged(reply: Reply, want: Plain): Verdict {
    if ("todo" in reply) return { kind: "todo", problem: "not written yet" };
    if ("threw" in reply) return { kind: "wrong", problem: `it threw ${reply.threw}` };
    const problem = difference(reply.value, want, this.part.tolerance);
    const plain = asPlain(reply.value);
    const got = plain === undefined ? {} : { got: plain };
    return problem === undefined
      ? { kind: "ok", problem: "", ...got }
      : { kind: "wrong", problem, ...got };
  }

  private missingProblem(name: string): string {
    const twin = closest(name, this.strangers);
    if (twin !== undefined) return `there is a step called "${twin}"; did you mean "${name}"?`;
    return this.why;
  }

  /** What a returned value is judged as: by its field's name, a bare one by the function's. */
  private nameOf(path: readonly string[]): string {
    const leaf = path.at(-1) ?? this.part.name;
    return this.part.returns[leaf] ?? leaf;
  }

  private indexOf(path: readonly string[]): number {
    const index = this.entries.findIndex((entry) => entry.name === this.nameOf(path));
    return index < 0 ? this.steps - 1 : index;
  }

  private blame(index: number, problem: string): void {
    if (this.verdicts[index]?.kind === "ok") this.verdicts[index] = { kind: "wrong", problem };
  }
}

function returnProblem(part: Part, path: readonly string[], problem: string): string {
  const where = path.length === 0 ? "in the end" : `as ${path.join(".")}`;
  return `the step is right, but ${part.name} returns something else ${where}: ${problem}`;
}
