import type { DType } from "../backend/backend.js";
import { DISPLAY, type Displayable, type MimeBundle } from "../display/bundle.js";
import { ShapeError, ValueError } from "../errors.js";
import { requireSizes, shapeText, sizeOf, type Shape } from "../tensor/shape.js";
import { titleOf, type Architecture } from "./architectures/architecture.js";
import { chainFacts, paramCount, sumFacts, type LayerFacts, type NamedFacts } from "./facts.js";
import { Model } from "./model.js";
import { summaryHtml, summaryText, type SummaryRow } from "./summary-table.js";

export type SummaryOptions = {
  /** Show what blocks are made of; false by default. */
  parts?: boolean;
  /** What a number takes: "float32" (default) or "float64". */
  dtype?: DType;
};

const BYTES: Readonly<Record<DType, number>> = { float32: 4, float64: 8 };

/**
 * What a model is made of and what it costs: a table, and its sums.
 *
 * @example
 * const table = summary(model, [4]);
 * table instanceof Summary; // true
 */
export class Summary implements Displayable {
  constructor(
    readonly title: string,
    readonly rows: readonly SummaryRow[],
    /** The shape of one example's scores. */
    readonly output: Shape,
    /** How many numbers are learned. */
    readonly params: number,
    /** Multiply-adds of one example's forward pass, in convolutions and linear layers. */
    readonly macs: number,
    /** Bytes of all that one example's forward pass makes, which training keeps for the way back. */
    readonly memory: number,
  ) {}

  /** Twice the multiply-adds. */
  get flops(): number {
    return 2 * this.macs;
  }

  toString(): string {
    return summaryText(this);
  }
  [DISPLAY](): MimeBundle {
    return { "text/html": summaryHtml(this), "text/plain": this.toString() };
  }
}

function rowsOf(parts: readonly NamedFacts[], options: Required<SummaryOptions>): SummaryRow[] {
  const walk = ({ name, facts }: NamedFacts, before: string, depth: number): SummaryRow[] => {
    const full = `${before}${name}`;
    const row: SummaryRow = {
      name: full,
      layer: facts.label,
      depth,
      output: facts.output,
      params: paramCount(facts),
      macs: facts.macs,
      flops: 2 * facts.macs,
      memory: facts.activations * BYTES[options.dtype],
    };
    const inside = options.parts ? (facts.parts ?? []) : [];
    return [row, ...inside.flatMap((part) => walk(part, `${full}.`, depth + 1))];
  };
  return parts.flatMap((part) => walk(part, "", 0));
}

/**
 * What a model is made of: the shape that comes out of each layer, its parameters, and for one example the floating
 * point operations of a forward pass and the memory of what it makes. From shapes alone, so that even a large
 * architecture takes no time and no memory.
 *
 * Operations are those of convolutions and linear layers, 2·D₁·F²·D₂·H₂·W₂ and 2·D·M: a multiply-add (MAC) is two.
 * Running averages are not parameters. `input` is the shape of one example, (C, H, W) or (D); an architecture knows
 * its own.
 *
 * @throws ShapeError if the layers do not fit together; ValueError if a module cannot describe itself.
 *
 * @example
 * const net = summary(twoLayerNet({ inputs: 3072, hidden: 50 }), [3072]);
 * [net.params, net.macs]; // [154160, 154100]
 */
export function summary(
  model: Architecture | Model,
  input?: Shape,
  { parts = false, dtype = "float32" }: SummaryOptions = {},
): Summary {
  const shape = input ?? (model instanceof Model ? undefined : model.input);
  if (shape === undefined)
    throw new ValueError("summary: input must be the shape of one example, got none");
  requireSizes("summary", shape);
  if (!Object.hasOwn(BYTES, dtype))
    throw new ValueError(`summary: dtype must be float32 or float64, got ${dtype}`);
  if (shape.includes(0))
    throw new ShapeError(`summary: input must hold at least one number, got ${shapeText(shape)}`);
  const facts = factsOf(model, shape);
  const rows = rowsOf(facts.parts ?? [], { parts, dtype });
  const title =
    model instanceof Model
      ? `${model.constructor.name} for ${shapeText(shape)}`
      : titleOf({ ...model, input: shape });
  const memory = (facts.activations + sizeOf(shape)) * BYTES[dtype];
  return new Summary(title, rows, facts.output, paramCount(facts), facts.macs, memory);
}

function factsOf(model: Architecture | Model, shape: Shape): LayerFacts {
  if (model instanceof Model) return model.describe(shape, "summary");
  const parts = chainFacts(model.layers, shape, "summary");
  return sumFacts(model.name, parts[parts.length - 1].facts.output, parts);
}
