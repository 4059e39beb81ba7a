import type { SolutionCell } from "../../submission/extract.js";
import { tokensOf } from "./tokens.js";

/** So many tokens in a row make a shingle: shorter ones are in every solution. */
const SHINGLE = 8;

/** A submission's solution cells. */
export interface SimilarityText {
  student: string;
  cells: readonly SolutionCell[];
}

/** Two submissions and how much they share. */
export interface SimilarPair {
  a: SimilarityText;
  b: SimilarityText;
  /** 0 to 1: the weight of what both have, as a share of what either has. */
  similarity: number;
}

/**
 * The pairs of submissions that share the most, the most similar first. They are compared by runs of tokens
 * (shingles), those of the exercise's template left out; a run that many students have says little and weighs little.
 *
 * The shingles are those of Broder, On the resemblance and containment of documents (1997,
 * https://doi.org/10.1109/SEQUEN.1997.666900), weighted by inverse document frequency.
 */
export function similarPairs(
  texts: readonly SimilarityText[],
  template: readonly SolutionCell[],
  { most = 30, least = 0.3 }: { most?: number; least?: number } = {},
): SimilarPair[] {
  const given = new Set(
    template.flatMap(({ source }) => shinglesOf(source).map(({ text }) => text)),
  );
  const holders = new Map<string, number[]>();
  for (const [index, { cells }] of texts.entries()) {
    const own = new Set(cells.flatMap(({ source }) => shinglesOf(source).map(({ text }) => text)));
    for (const text of own)
      if (!given.has(text)) {
        const found = holders.get(text);
        if (found === undefined) holders.set(text, [index]);
        else found.push(index);
      }
  }
  const n = texts.length;
  const weights = new Float64Array(n);
  const shared = new Float64Array(n * n);
  for (const holding of holders.values()) {
    const weight = Math.log((n + 1) / holding.length);
    for (const [at, a] of holding.entries()) {
      weights[a] += weight;
      for (const b of holding.slice(at + 1)) shared[a * n + b] += weight;
    }
  }
  const pairs: SimilarPair[] = [];
  for (let a = 0; a < n; a++)
    for (let b = a + 1; b < n; b++) {
      const both = shared[a * n + b];
      if (both === 0) continue;
      const similarity = both / (weights[a] + weights[b] - both);
      if (similarity >= least) pairs.push({ a: texts[a], b: texts[b], similarity });
    }
  return pairs.sort((x, y) => y.similarity - x.similarity).slice(0, most);
}

/** A run of tokens, and the part of the text that it covers. */
interface Shingle {
  text: string;
  start: number;
  end: number;
}

function shinglesOf(source: string): Shingle[] {
  const tokens = tokensOf(source);
  const count = Math.max(0, tokens.length - SHINGLE + 1);
  return Array.from({ length: count }, (_, at) => {
    const run = tokens.slice(at, at + SHINGLE);
    return {
      text: run.map(({ text }) => text).join(" "),
      start: run[0].start,
      end: run[run.length - 1].end,
    };
  });
}

/** The parts of a text that another one has too and the template has not, as ranges that do not overlap. */
export function sharedRanges(
  source: string,
  other: readonly SolutionCell[],
  template: readonly SolutionCell[],
): { start: number; end: number }[] {
  const textsOf = (cells: readonly SolutionCell[]): Set<string> =>
    new Set(cells.flatMap((cell) => shinglesOf(cell.source).map(({ text }) => text)));
  const [theirs, given] = [textsOf(other), textsOf(template)];
  const ranges: { start: number; end: number }[] = [];
  for (const { text, start, end } of shinglesOf(source)) {
    if (!theirs.has(text) || given.has(text)) continue;
    const last = ranges.at(-1);
    if (last !== undefined && start <= last.end) last.end = end;
    else ranges.push({ start, end });
  }
  return ranges;
}
