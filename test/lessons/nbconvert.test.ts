import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { installKernel } from "../../kernel/jupyter/install.js";
import { readNotebook, type CodeCell } from "../../kernel/notebook/format.js";
import { PLOTLY } from "../../kernel/notebook/html-outputs.js";
import { freshEnvironment } from "../support/fresh-environment.js";
import { needs } from "../support/needs.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const VALIDATE = `
import sys, nbformat
nbformat.validate(nbformat.read(sys.argv[1], as_version=nbformat.NO_CONVERT))
`;

const home = temporaryFolder("nbconvert");

test.for(["01-overfit-twenty-images", "02-batch-normalization"])(
  "jupyter nbconvert runs the lesson %s and makes a page of it",
  { timeout: 300_000 },
  async (name, context) => {
    const python = needs("jupyterlab", context);
    const env = freshEnvironment(home);
    installKernel(String(env.JUPYTER_DATA_DIR));
    const call = (...rest: string[]) => promisify(execFile)(python, rest, { env });
    const nbconvert = (...rest: string[]) =>
      call("-m", "jupyter", "nbconvert", "--log-level=WARN", "--output-dir", home, ...rest);

    await nbconvert("--execute", "--to", "notebook", `notebooks/${name}.ipynb`);
    const executed = join(home, `${name}.ipynb`);
    await call("-c", VALIDATE, executed);
    const cells = readNotebook(executed).cells.filter(
      (cell): cell is CodeCell => cell.cell_type === "code",
    );
    expect(cells.filter(({ execution_count }) => execution_count === null)).toEqual([]);
    const outputs = cells.flatMap((cell) => cell.outputs);
    expect(outputs.filter(({ output_type }) => output_type === "error")).toEqual([]);

    await nbconvert("--to", "html", executed);
    const page = readFileSync(join(home, `${name}.html`), "utf8");
    const plots = outputs.filter((output) => "data" in output && PLOTLY in output.data);
    expect(plots.length).toBeGreaterThan(3);
    const images = page.match(/<img alt="[^"]*" src="data:image\/svg\+xml;base64,/g) ?? [];
    expect(images.length).toBe(plots.length);
  },
);
