import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { readNotebook, writeNotebook, type Notebook } from "../../../kernel/notebook/format.js";
import { packageRoot } from "../../../kernel/paths.js";

export const EXERCISE = "06-batch-norm-forward";

/** Of twenty submissions: eleven right, five wrong, one blank, one that hangs, two that are hostile. */
const KINDS = [
  ...Array<string>(11).fill("right"),
  ...["wrong", "wrong", "wrong", "wrong", "wrong", "blank", "hanging", "hostile", "hostile"],
];

const WRONG = [
  ["centered.pow(2).mean(0)", "centered.pow(2).sum(0).div(x.shape[0] - 1)"],
  ["return variance.add(eps).pow(-1 / 2)", "return variance.sqrt().add(eps).pow(-1)"],
  ["return xHat.mul(gamma).add(beta)", "return xHat.mul(gamma)"],
  ["return x.mean(0)", "return x.mean(1)"],
  ["return x.sub(mean)", "return x.sub(men)"],
] as const;

const HOSTILE = [
  "const all = []; for (;;) all.push(new Array(1e6).fill(all));",
  "for (let i = 0; ; i++) step('more' + i, '', () => 1);",
  "return { y: tensor(new Array(4e6).fill(1)) };",
  "process.exit(0);",
];

/** Writes this many submissions, always the same ones, and says how many there are of each kind. */
export function writeSubmissions(folder: string, count: number): Map<string, number> {
  mkdirSync(folder, { recursive: true });
  const counts = new Map<string, number>();
  for (let i = 0; i < count; i++) {
    // 7 and 20 have no common divisor: the kinds come mixed.
    const kind = KINDS[(i * 7) % KINDS.length];
    const before = counts.get(kind) ?? 0;
    counts.set(kind, before + 1);
    const name = `${kind}-${String(i).padStart(4, "0")}.ipynb`;
    // Counted by kind: so each kind has all its variants.
    writeNotebook(join(folder, name), submission(kind, before));
  }
  return counts;
}

/** Of three submissions two that are right and one that is wrong, none that does harm. */
export const plainSubmission = (i: number): Notebook =>
  submission(i % 3 === 2 ? "wrong" : "right", i);

function submission(kind: string, i: number): Notebook {
  const solved = readNotebook(join(packageRoot, "solutions", `${EXERCISE}.ipynb`));
  switch (kind) {
    case "right":
      return edited(solved, (source) => `// Student ${i}\n${source}`);
    case "wrong": {
      const [from, to] = WRONG[i % WRONG.length];
      return edited(solved, (source) => source.replace(from, to));
    }
    case "blank":
      return readNotebook(join(packageRoot, "exercises", `${EXERCISE}.ipynb`));
    case "hanging":
      return edited(solved, (source) => source.replace("return x.mean(0)", "for (;;) ;"));
    default:
      return edited(solved, (source) =>
        source.replace("// x is", `${HOSTILE[i % HOSTILE.length]}\n  // x is`),
      );
  }
}

const edited = (notebook: Notebook, edit: (source: string) => string): Notebook => ({
  ...notebook,
  cells: notebook.cells.map((cell) =>
    cell.id === "forward" ? { ...cell, source: edit(cell.source) } : cell,
  ),
});
