import ts from "../typescript.js";
import type { Documentation } from "../language.js";
import type { Cells } from "./cells.js";
import { mentionedNames } from "./declared-names.js";
import { readable } from "./diagnostics.js";

/** Signature and documentation of what is at the cursor, or of the call that the cursor is in. */
export function inspect(
  cells: Cells,
  code: string,
  cursor: number,
  detail: 0 | 1,
): Documentation | undefined {
  const offset = cells.ask(code, mentionedNames(code));
  const position = cursor + offset;
  const look = () =>
    symbolAt(cells, position, code, cursor) ?? callAt(cells, position) ?? before(cells, position);
  let found = look();
  if (!found && cells.workspace.load("node")) found = look();
  if (found && !found.documentation && found.file && cells.workspace.document(found.file)) {
    found = look();
  }
  return found && render(found, detail);
}

interface Found {
  /** Where it is declared. */
  file?: string | undefined;
  signature: string;
  documentation: string;
  tags: readonly ts.JSDocTagInfo[];
  /** Parameters with their documentation, where it does not come from tags. */
  parameters: { name: string; text: string }[];
}

/** The name that the cursor is in or behind. */
function symbolAt(cells: Cells, position: number, code: string, cursor: number): Found | undefined {
  const behind = /[\p{ID_Continue}$]$/u.test(code.slice(0, cursor));
  const inside = /^[\p{ID_Continue}$]/u.test(code.slice(cursor));
  if (!behind && !inside) return undefined;
  return quickInfo(cells, inside ? position : position - 1);
}

/** The last name before the cursor: `foo(1) |` is about `foo`. */
function before(cells: Cells, position: number): Found | undefined {
  const file = cells.workspace.program().getSourceFile(cells.workspace.cell);
  const text = file?.text.slice(0, position) ?? "";
  const word = /[\p{ID_Start}$_][\p{ID_Continue}$]*[^\p{ID_Start}$_\n;]*$/u.exec(text);
  return word ? quickInfo(cells, word.index) : undefined;
}

function quickInfo({ workspace: { service, cell } }: Cells, position: number): Found | undefined {
  const info = service.getQuickInfoAtPosition(cell, position);
  const signature = withoutAlias(ts.displayPartsToString(info?.displayParts));
  // Of a name that nobody declared TypeScript says that it is anything.
  if (!info || signature === "any") return undefined;
  return {
    signature,
    documentation: ts.displayPartsToString(info.documentation),
    tags: info.tags ?? [],
    parameters: [],
    file: service.getDefinitionAtPosition(cell, position)?.at(0)?.fileName,
  };
}

function callAt({ workspace: { service, cell } }: Cells, position: number): Found | undefined {
  const help = service.getSignatureHelpItems(cell, position, undefined);
  const item = help?.items[help.selectedItemIndex];
  if (!help || !item) return undefined;
  const text = ts.displayPartsToString;
  const parameters = item.parameters.map((each) => text(each.displayParts));
  const separator = text(item.separatorDisplayParts);
  const others = help.items.length - 1;
  return {
    signature:
      text(item.prefixDisplayParts) +
      parameters.join(separator) +
      text(item.suffixDisplayParts) +
      (others ? ` (+${others} overload${others > 1 ? "s" : ""})` : ""),
    documentation: text(item.documentation),
    tags: item.tags.filter(({ name }) => name !== "param"),
    parameters: item.parameters
      .map((each) => ({ name: each.name, text: text(each.documentation).replace(/^-\s+/, "") }))
      .filter((each) => each.text !== ""),
  };
}

/** A name of an earlier cell is an import to TypeScript; the user sees what it stands for. */
function withoutAlias(signature: string): string {
  return signature.replace(/^\(alias\) /, "").replace(/\nimport [^\n]*$/, "");
}

/** Markdown; all tags only with `detail`, else what one needs to call it. */
function render({ signature, documentation, tags, parameters }: Found, detail: 0 | 1) {
  const listed = [
    ...parameters,
    ...tags.filter(({ name }) => name === "param").map((tag) => split(tagText(tag))),
  ];
  const sections = [`\`\`\`ts\n${readable(signature)}\n\`\`\``];
  if (documentation) sections.push(documentation);
  if (listed.length) {
    sections.push(listed.map(({ name, text }) => `- \`${name}\`: ${text}`).join("\n"));
  }
  for (const tag of tags) {
    const text = tagText(tag);
    if (tag.name === "returns" || tag.name === "return") sections.push(`**Returns** ${text}`);
    else if (tag.name === "throws") sections.push(`**Throws** ${text}`);
    else if (tag.name === "deprecated") sections.push(`**Deprecated** ${text}`);
    else if (tag.name === "example") sections.push(`**Example**\n\n${fenced(text)}`);
    else if (detail === 1 && tag.name !== "param") sections.push(`*@${tag.name}* ${text}`);
  }
  const markdown = sections.map((section) => section.trim()).join("\n\n");
  return { markdown, text: plain(markdown) };
}

function tagText({ text }: ts.JSDocTagInfo): string {
  return ts.displayPartsToString(text);
}

/** `x the value` or `x - the value`, as TypeScript gives a parameter's tag. */
function split(text: string): { name: string; text: string } {
  const [, name = text, rest = ""] = /^(\S+)\s+(?:-\s+)?([\s\S]*)$/.exec(text) ?? [];
  return { name, text: rest };
}

function fenced(text: string): string {
  return text.includes("```") ? text : `\`\`\`ts\n${text.trim()}\n\`\`\``;
}

function plain(markdown: string): string {
  return markdown
    .replace(/^```.*\n?/gm, "")
    .replace(/\*\*(.+?)\*\*/g, "$1")
    .replace(/^- `(.+?)`/gm, "  $1");
}
