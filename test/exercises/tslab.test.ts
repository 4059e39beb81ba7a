import { expect, test } from "vitest";
import { KernelClient } from "../../kernel/notebook/client.js";
import { readNotebook } from "../../kernel/notebook/format.js";
import { runNotebook } from "../../kernel/notebook/run.js";
import { roleOf } from "../../lib/grader/cell-role.js";
import { dropHidden } from "../../lib/grader/release/drop-hidden.js";
import { outputText } from "../support/output-text.js";
import { tslab } from "../support/tslab.js";

test.each(["01-numeric-gradient", "06-batch-norm-forward", "19-convolution"])(
  "%s, solved, passes its check in plain tslab",
  { timeout: 300_000 },
  async (id) => {
    const path = `solutions/${id}.ipynb`;
    // The author's own cells import "gradlab/grader", which tslab's compiler does not find; students have none.
    const notebook = dropHidden(readNotebook(path), path);
    const client = await KernelClient.start({ cwd: "solutions", spec: tslab });
    try {
      const { status, failure } = await runNotebook(client, notebook, { timeout: 120 });
      expect({ status, cell: failure?.cell.id, error: failure?.error }).toEqual({ status: "ok" });
    } finally {
      await client.close();
    }
    const checks = notebook.cells.flatMap((cell) =>
      cell.cell_type === "code" && roleOf(cell).role === "check" ? [outputText(cell)] : [],
    );
    expect(checks.length).toBeGreaterThan(0);
    expect(checks.at(-1)).toContain("All visible checks passed; hidden checks run when graded.");
  },
);
