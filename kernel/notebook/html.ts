import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { assets } from "../paths.js";
import { escapeHtml } from "./ansi.js";
import type { Cell, CodeCell, Notebook } from "./format.js";
import { inScript, outputToHtml, PLOTLY } from "./html-outputs.js";
import { highlight, markdownToHtml } from "./markdown.js";

const require = createRequire(import.meta.url);

/**
 * An executed notebook as one page that needs no other file and no network: formulas are set with
 * fonts inside the page, and plotly.js is in it once if a plot is.
 *
 * @param name the notebook's file, for a page without a heading
 */
export function notebookToHtml(notebook: Notebook, name = "Notebook"): string {
  const body = notebook.cells.map((cell) => cellToHtml(cell, languageOf(notebook))).join("\n");
  const heads = [
    `<title>${escapeHtml(titleOf(notebook) ?? basename(name, ".ipynb"))}</title>`,
    `<style>\n${readFileSync(join(assets, "notebook.css"), "utf8")}</style>`,
    body.includes('class="katex') ? `<style>${katexCss()}</style>` : "",
    hasPlot(notebook) ? `<script>${plotlyScript()}</script>` : "",
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="gradlab">
${heads.filter(Boolean).join("\n")}
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}

function cellToHtml(cell: Cell, language: string): string {
  switch (cell.cell_type) {
    case "code":
      return codeToHtml(cell, language);
    case "markdown":
      return `<section class="prose">\n${markdownToHtml(withAttachments(cell))}</section>`;
    case "raw":
      return `<section class="prose"><pre>${escapeHtml(cell.source)}</pre></section>`;
  }
}

function codeToHtml(cell: CodeCell, language: string): string {
  if (cell.source.trim() === "" && cell.outputs.length === 0) return "";
  const count = cell.execution_count ?? " ";
  const source = `<pre class="source"><code>${highlight(cell.source, language)}</code></pre>`;
  const outputs = cell.outputs.map(outputToHtml).join("\n");
  const shown = outputs && `\n<div class="outputs">\n${outputs}\n</div>`;
  return `<section class="code">\n<span class="count">[${count}]</span>\n${source}${shown}\n</section>`;
}

/** Pictures pasted into a cell are kept in the notebook, by name. */
function withAttachments({ source, attachments = {} }: Extract<Cell, { cell_type: "markdown" }>) {
  return Object.entries(attachments).reduce((text, [name, bundle]) => {
    const [type, data] = Object.entries(bundle)[0] ?? [];
    return type
      ? text.replaceAll(`attachment:${name}`, `data:${type};base64,${String(data)}`)
      : text;
  }, source);
}

function titleOf(notebook: Notebook): string | undefined {
  const prose = notebook.cells.filter((cell) => cell.cell_type === "markdown");
  return prose.map((cell) => /^#+ +(.+)$/m.exec(cell.source)?.[1]).find(Boolean);
}

function languageOf({ metadata }: Notebook): string {
  const info = metadata.language_info as { name?: string } | undefined;
  return info?.name ?? "typescript";
}

function hasPlot(notebook: Notebook): boolean {
  const outputs = notebook.cells.flatMap((cell) => (cell.cell_type === "code" ? cell.outputs : []));
  return outputs.some((output) => "data" in output && PLOTLY in output.data);
}

function plotlyScript(): string {
  return inScript(readFileSync(require.resolve("plotly.js-dist-min/plotly.min.js"), "utf8"));
}

/** KaTeX's style sheet with its fonts inside. */
function katexCss(): string {
  const file = require.resolve("katex/dist/katex.min.css");
  return readFileSync(file, "utf8").replace(
    /src:url\(([^)]+\.woff2)\)[^;}]*/g,
    (_, font: string) => {
      const data = readFileSync(join(dirname(file), font)).toString("base64");
      return `src:url(data:font/woff2;base64,${data}) format("woff2")`;
    },
  );
}
