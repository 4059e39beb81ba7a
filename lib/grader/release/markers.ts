/** The lines around what a student has to write. */
export const BEGIN = "// BEGIN SOLUTION";
export const END = "// END SOLUTION";

/** A hole: the lines of its two markers, counted from 0. */
export interface Hole {
  begin: number;
  end: number;
}

/** The holes of a cell, or the first thing wrong with its markers and the line where it is. */
export function holesOf(source: string): { holes: Hole[] } | { line: number; problem: string } {
  const holes: Hole[] = [];
  let begin: number | undefined;
  const lines = source.split("\n");
  for (const [line, text] of lines.entries()) {
    if (text.trim() === BEGIN) {
      if (begin !== undefined)
        return { line, problem: `expected ${END} first, got another ${BEGIN}` };
      begin = line;
    } else if (text.trim() === END) {
      if (begin === undefined) return { line, problem: `expected ${BEGIN} before ${END}` };
      holes.push({ begin, end: line });
      begin = undefined;
    } else if (/(BEGIN|END) SOLUTION/i.test(text))
      return { line, problem: `expected a marker alone on its line, got ${text.trim()}` };
  }
  if (begin !== undefined) return { line: begin, problem: `expected ${END} after it, got none` };
  return { holes };
}
