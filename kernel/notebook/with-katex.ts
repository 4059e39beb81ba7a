import katexPlugin from "@vscode/markdown-it-katex";
import katex from "katex";
import type MarkdownIt from "markdown-it";

// The package is CommonJS, whose default export Node wraps once more.
type Plugin = (markdown: InstanceType<typeof MarkdownIt>, options: object) => unknown;
const plugin = ((katexPlugin as unknown as { default?: Plugin }).default ??
  katexPlugin) as unknown as Plugin;

/** Teaches Markdown its formulas, by KaTeX with these options. */
export function withKatex(markdown: InstanceType<typeof MarkdownIt>, options: object): void {
  plugin(markdown, { katex, throwOnError: false, ...options });
}
