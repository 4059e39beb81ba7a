import katexPlugin from "@vscode/markdown-it-katex";
import hljs from "highlight.js/lib/common";
import katex from "katex";
import MarkdownIt from "markdown-it";
import { escapeHtml } from "./ansi.js";

/** Code as HTML with its syntax colored; of an unknown language, as it is. */
export function highlight(code: string, language: string): string {
  if (!hljs.getLanguage(language)) return escapeHtml(code);
  return hljs.highlight(code, { language, ignoreIllegals: true }).value;
}

// Both packages are CommonJS whose default export Node wraps once more.
type Plugin = (md: InstanceType<typeof MarkdownIt>, options: object) => unknown;
const withKatex = ((katexPlugin as unknown as { default?: Plugin }).default ??
  katexPlugin) as unknown as Plugin;

const markdown = new MarkdownIt({ html: true, linkify: true, highlight });
withKatex(markdown, { katex, enableBareBlocks: true, throwOnError: false });

/** Markdown with formulas, as Jupyter renders it. */
export function markdownToHtml(text: string): string {
  return markdown.render(text);
}
