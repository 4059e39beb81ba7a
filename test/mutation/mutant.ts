import { createHash } from "node:crypto";
import { codeOf } from "./code.js";

/** One place of a source changed: characters `start` to `end` give way to `text`. */
export type Edit = { kind: string; start: number; end: number; text: string };

/** A source file with one mistake in it. */
export type Mutant = {
  /** From the root of the project, with slashes. */
  file: string;
  kind: string;
  line: number;
  /** The whole lines that the mistake touches, as they are and as they become. */
  before: string;
  after: string;
  /** Where the mistake begins; decides which tests reach it. */
  position: number;
  /** The whole file with the mistake. */
  text: string;
  /** Names this mutant for as long as its file stays as it is, but for comments. */
  id: string;
};

export const hashOf = (...texts: string[]): string =>
  createHash("sha256").update(texts.join("\0")).digest("hex").slice(0, 16);

export function mutantOf(file: string, source: string, { kind, start, end, text }: Edit): Mutant {
  const mutated = source.slice(0, start) + text + source.slice(end);
  const from = source.lastIndexOf("\n", start - 1) + 1;
  const newline = source.indexOf("\n", end);
  const to = newline < 0 ? source.length : newline;
  return {
    file,
    kind,
    line: source.slice(0, start).split("\n").length,
    before: oneLine(source.slice(from, to)),
    after: oneLine(source.slice(from, start) + text + source.slice(end, to)),
    position: start,
    text: mutated,
    id: hashOf(file, codeOf(file, mutated)),
  };
}

const oneLine = (lines: string): string => lines.trim().replace(/\s+/g, " ");
