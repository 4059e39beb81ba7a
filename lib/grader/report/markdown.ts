import MarkdownIt from "markdown-it";
import { withKatex } from "../../../kernel/notebook/with-katex.js";
import { Html, visible } from "./html.js";

/** No HTML and nothing that leads anywhere: a stranger wrote it. */
const markdown = new MarkdownIt({ html: false, linkify: false, breaks: true }).disable([
  "link",
  "image",
  "autolink",
  "reference",
]);
withKatex(markdown, { output: "mathml", strict: "ignore", maxSize: 5 });

/** An answer asked for is a few sentences; more would only be a burden on the page. */
const MOST_CHARACTERS = 8000;

/** A stranger's Markdown with its formulas, which a page draws without fonts or scripts. */
export function markdownHtml(text: string): Html {
  const cut = text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)} …` : text;
  return new Html(markdown.render(visible(cut)));
}
