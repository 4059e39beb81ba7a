import type { CodeCell } from "../../kernel/notebook/format.js";

/** What a cell's outputs say where only text can be shown. */
export function outputText({ outputs }: CodeCell): string {
  const texts = outputs.map((output) => {
    if (output.output_type === "stream") return output.text;
    if (output.output_type === "error") return `${output.ename}: ${output.evalue}`;
    const text = output.data["text/plain"];
    return typeof text === "string" ? text : "";
  });
  return texts.join("\n");
}
