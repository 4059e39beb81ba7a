import type { Backend } from "../backend/backend.js";
import type { Step } from "../step.js";
import { Tensor } from "../tensor/tensor.js";
import type { Pass, TraceEntry } from "./entry.js";
import { TrackingBackend } from "./tracking-backend.js";

/** `linear1.W` is W within linear1. */
function split(name: string): [scope: string, local: string] {
  const dot = name.lastIndexOf(".");
  return [name.slice(0, Math.max(dot, 0)), name.slice(dot + 1)];
}
const join = (scope: string, local: string): string => (scope === "" ? local : `${scope}.${local}`);

/**
 * Keeps every step with what it reads. Values enter by `given`, which hands out tensors that are tracked; whatever is
 * computed from those is tracked as well.
 */
export class Recorder {
  private readonly backends = new Map<Backend, TrackingBackend>();
  private readonly entries = new Map<string, TraceEntry>();
  /** What a name means to those within a scope: x of relu1 is linear1.y. */
  private readonly meanings = new Map<string, string>();
  /** Values whose numbers were read during the step at work, and before it outside of any step. */
  private readInStep: Set<string> | undefined;
  private readonly readBetween = new Set<string>();
  private pass: "forward" | "backward" = "forward";

  /** A value from outside, as a tracked tensor. */
  given(name: string, value: Tensor): Tensor {
    return this.keep(this.fresh(name), { name, formula: "", value, pass: "given", reads: [] });
  }

  /** From here on steps are on the way back; `value` is the gradient, called `name`, of the output. */
  upstream(name: string, value: Tensor, output: Tensor): Tensor {
    this.pass = "backward";
    const of = this.ownerOf(output);
    const id = this.fresh(name);
    return this.keep(id, {
      name,
      formula: "",
      value,
      pass: "upstream",
      reads: [],
      ...(of && { of }),
    });
  }

  /** A tensor as it is without tracking. */
  plain(value: Tensor): Tensor {
    return this.trackingOf(value).plain(value);
  }

  readonly step: Step = this.stepIn("");

  /** Every entry so far: what was given, then the steps in order. */
  all(): TraceEntry[] {
    const order: Pass[] = ["given", "forward", "upstream", "backward"];
    return [...this.entries.values()].sort((a, b) => order.indexOf(a.pass) - order.indexOf(b.pass));
  }

  private stepIn(scope: string): Step {
    const step: Step = (name, formula, compute) => {
      const outer = this.readInStep;
      const read = (this.readInStep = new Set<string>());
      let result: Tensor;
      try {
        result = compute();
      } finally {
        this.readInStep = outer;
      }
      const tracking = this.trackingOf(result);
      const sources = new Set([...tracking.sourcesOf(result), ...read]);
      // Made from plain numbers alone: those that were read on the way here.
      const from = sources.size > 0 ? sources : this.readBetween;
      const reads = [...this.entries.keys()].filter((id) => from.has(id));
      const of = this.pass === "backward" ? this.valueOf(scope, name, result) : undefined;
      const id = this.fresh(join(scope, name));
      if (this.pass === "forward") this.meanings.set(join(scope, name), id);
      return this.keep(id, {
        name,
        formula,
        value: result,
        pass: this.pass,
        reads,
        ...(of && { of }),
      });
    };
    step.within = (part, x) => {
      const inner = join(scope, part);
      const owner = this.ownerOf(x);
      if (owner !== undefined && this.pass === "forward")
        this.meanings.set(join(inner, "x"), owner);
      return this.stepIn(inner);
    };
    return step;
  }

  /** The value that the gradient `name` within `scope` belongs to: dXHat to xHat, dW to W. */
  private valueOf(scope: string, name: string, { size }: Tensor): string | undefined {
    const upper = name.slice(1);
    for (const local of [upper, upper.charAt(0).toLowerCase() + upper.slice(1)]) {
      const id = this.meanings.get(join(scope, local));
      // The shape may differ: some layers work on rows of what they are given.
      if (name.startsWith("d") && id !== undefined && this.entries.get(id)?.value.size === size)
        return id;
    }
    return undefined;
  }

  private ownerOf(x: Tensor): string | undefined {
    const id = this.trackingOf(x).ownerOf(x);
    return id !== undefined && this.entries.get(id)?.value.size === x.size ? id : undefined;
  }

  private keep(id: string, entry: TraceEntry): Tensor {
    const tracking = this.trackingOf(entry.value);
    this.entries.set(id, { ...entry, name: id, value: tracking.plain(entry.value) });
    if (entry.pass === "given") {
      const [scope, local] = split(id);
      this.meanings.set(join(scope, local), id);
    }
    return tracking.mark(entry.value, id);
  }

  /** A later value of a name gets a prime: theta becomes theta′. */
  private fresh(name: string): string {
    let id = name;
    while (this.entries.has(id)) id += "′";
    return id;
  }

  private trackingOf({ backend }: Tensor): TrackingBackend {
    if (backend instanceof TrackingBackend) return backend;
    const known = this.backends.get(backend);
    if (known) return known;
    const tracking = new TrackingBackend(backend, (sources) => {
      for (const source of sources) (this.readInStep ?? this.readBetween).add(source);
    });
    this.backends.set(backend, tracking);
    return tracking;
  }
}
