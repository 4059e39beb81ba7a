import type { CodeCell, Notebook } from "../../../../kernel/notebook/format.js";
import { answering, changed, unsolved, type Attack } from "./attack.js";

const code = (id: string, source: string, metadata: Record<string, unknown> = {}): CodeCell => ({
  cell_type: "code",
  id,
  source,
  metadata,
  execution_count: null,
  outputs: [],
});

const solved = "function forward() { return { y: 1, cache: {} }; }";

const map =
  (id: string, change: (cell: CodeCell) => Notebook["cells"][number]) =>
  (notebook: Notebook): Notebook => ({
    ...notebook,
    cells: notebook.cells.map((cell) =>
      cell.id === id && cell.cell_type === "code" ? change(cell) : cell,
    ),
  });

const adding =
  (...cells: CodeCell[]) =>
  (notebook: Notebook): Notebook => ({
    ...notebook,
    cells: [...cells, ...notebook.cells, ...cells.map((cell) => ({ ...cell, id: `${cell.id}-2` }))],
  });

/** The file itself is bent: cells, metadata, outputs. */
export const notebooks: readonly Attack[] = [
  changed(
    "edits the check to pass always",
    map("check", (cell) => ({
      ...cell,
      source: "const report = { passed: true, earned: 20 }; report",
    })),
  ),
  changed(
    "edits the imports so that the library is another one",
    map("setup", (cell) => ({
      ...cell,
      source: "const run = () => 1, tex = () => '', todo = () => 1;",
    })),
  ),
  changed(
    "adds a setup cell of its own",
    adding(
      code("own", "globalThis.todo = () => 1; Math.abs = () => 0;", { gradlab: { role: "setup" } }),
    ),
  ),
  changed(
    "adds hidden checks of its own",
    adding(code("own", "check('06', {})", { gradlab: { role: "hidden", points: 20, earned: 20 } })),
  ),
  changed(
    "gives its cells points",
    map("forward", (cell) => ({
      ...cell,
      metadata: {
        gradlab: { role: "solution", id: "forward", points: 100, earned: 100 },
        points: 100,
      },
    })),
  ),
  changed(
    "claims points by nbgrader's metadata",
    map("forward", (cell) => ({
      ...cell,
      metadata: {
        ...cell.metadata,
        nbgrader: {
          grade: true,
          points: 20,
          score: 20,
          grade_id: "forward",
          locked: true,
          schema_version: 3,
        },
      },
    })),
  ),
  changed(
    "wears tags",
    map("forward", (cell) => ({
      ...cell,
      metadata: { ...cell.metadata, tags: ["hide-cell", "skip-grading", "passed", "autograded"] },
    })),
  ),
  changed(
    "doubles its solution cells",
    adding(code("forward-copy", answering("x"), { gradlab: { role: "solution", id: "forward" } })),
  ),
  changed("leaves out all its checks", (notebook) => ({
    ...notebook,
    cells: notebook.cells.filter(({ id }) => !id.includes("check")),
  })),
  changed("leaves out every cell", (notebook) => ({ ...notebook, cells: [] })),
  changed(
    "makes its solution a check",
    map("forward", (cell) => ({
      ...cell,
      source: solved,
      metadata: { gradlab: { role: "check", id: "forward" } },
    })),
  ),
  changed(
    "makes its solution text",
    map("forward", (cell) => ({
      cell_type: "markdown",
      id: cell.id,
      source: solved,
      metadata: cell.metadata,
    })),
  ),
  changed(
    "names solution cells after what objects have by themselves",
    adding(
      ...["__proto__", "constructor", "toString"].map((id, i) =>
        code(`own-${i}`, solved, { gradlab: { role: "solution", id } }),
      ),
    ),
  ),
  changed(
    "names a solution cell by a path",
    adding(
      code("own", solved, {
        gradlab: { role: "solution", id: "../../solutions/06-batch-norm-forward" },
      }),
    ),
  ),
  changed(
    "comes with outputs that say all is right",
    map("check", (cell) => ({
      ...cell,
      outputs: [
        { output_type: "stream", name: "stdout", text: "20/20 points. All checks passed." },
      ],
    })),
  ),
  changed("claims a total in its metadata", (notebook) => ({
    ...notebook,
    metadata: {
      ...notebook.metadata,
      total: 20,
      status: "graded",
      receipt: { seed: 1 },
      kernelspec: { name: "../../bin/sh" },
    },
  })),
  changed("claims to be another exercise", (notebook) => ({
    ...notebook,
    metadata: { ...notebook.metadata, title: "../07" },
  })),
  changed(
    "closes the function that its cell is put into",
    map("forward", (cell) => ({
      ...cell,
      source: `});\n(($) => { globalThis.forward = () => 1;\n${unsolved}`,
    })),
  ),
  changed(
    "comments out what follows its cell",
    map("forward", (cell) => ({ ...cell, source: `${unsolved}\n/* ` })),
  ),
  changed(
    "uses the names that its cell is handed",
    map("forward", (cell) => ({
      ...cell,
      source: `$publish$({ forward: [() => () => 1, () => {}] }); $gradlab$.run = () => 1;\n${unsolved}`,
    })),
  ),
];
