import hljs from "highlight.js/lib/common";
import MarkdownIt from "markdown-it";
import { escapeHtml } from "./ansi.js";
import { withKatex } from "./with-katex.js";

/** Code as HTML with its syntax colored; of an unknown language, as it is. */
export function highlight(code: string, language: string): string {
  if (!hljs.getLanguage(language)) return escapeHtml(code);
  return hljs.highlight(code, { language, ignoreIllegals: true }).value;
}

const markdown = new MarkdownIt({ html: true, linkify: true, highlight });
withKatex(markdown, { enableBareBlocks: true });

/** Markdown with formulas, as Jupyter renders it. */
export function markdownToHtml(text: string): string {
  return markdown.render(text);
}
