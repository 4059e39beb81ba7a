import type { Notebook } from "../../kernel/notebook/format.js";

/** A notebook of these code cells, for the kernel of this project. */
export function newNotebook(sources: string[]): Notebook {
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      kernelspec: { name: "gradlab", display_name: "TypeScript (gradlab)", language: "typescript" },
    },
    cells: sources.map((source, index) => ({
      cell_type: "code",
      id: `cell-${index + 1}`,
      metadata: {},
      source,
      execution_count: null,
      outputs: [],
    })),
  };
}
