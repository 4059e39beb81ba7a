import { ansiToHtml, escapeHtml } from "./ansi.js";
import type { MimeBundle, Output } from "./format.js";
import { markdownToHtml } from "./markdown.js";

export const PLOTLY = "application/vnd.plotly.v1+json";

type Render = (value: unknown) => string;

/** The forms that a page can show, the best first. */
const forms: [type: string, render: Render][] = [
  ["text/html", String],
  [PLOTLY, plotlyToHtml],
  ["image/svg+xml", String],
  ["image/png", (value) => image("image/png", value)],
  ["image/jpeg", (value) => image("image/jpeg", value)],
  ["text/markdown", (value) => markdownToHtml(String(value))],
  ["text/latex", (value) => markdownToHtml(String(value))],
  ["text/plain", (value) => `<pre>${ansiToHtml(asText(value))}</pre>`],
];

export function outputToHtml(output: Output): string {
  switch (output.output_type) {
    case "stream":
      return `<pre class="stream ${escapeHtml(output.name)}">${ansiToHtml(output.text)}</pre>`;
    case "error": {
      const lines =
        output.traceback.length > 0 ? output.traceback : [`${output.ename}: ${output.evalue}`];
      return `<pre class="error">${ansiToHtml(lines.join("\n"))}</pre>`;
    }
    default:
      return bundleToHtml(output.data);
  }
}

function bundleToHtml(bundle: MimeBundle): string {
  const form = forms.find(([type]) => bundle[type] !== undefined);
  if (!form) {
    const types = Object.keys(bundle).join(", ") || "nothing";
    return `<pre class="stream">(cannot be shown here: ${escapeHtml(types)})</pre>`;
  }
  const [type, render] = form;
  return `<div class="output" data-type="${escapeHtml(type)}">${render(bundle[type])}</div>`;
}

function image(type: string, value: unknown): string {
  return `<img alt="" src="data:${type};base64,${String(value).replace(/\s/g, "")}">`;
}

function plotlyToHtml(figure: unknown): string {
  return `<div class="plot"></div><script>{
const { data, layout, config } = ${inScript(JSON.stringify(figure))};
Plotly.newPlot(document.currentScript.previousElementSibling, data, layout, { responsive: true, ...config });
}</script>`;
}

/** Text that may stand in a script element: nothing in it can end the element. */
export function inScript(text: string): string {
  return text.replace(/<(?=\/script|!--)/gi, "\\u003c");
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}
