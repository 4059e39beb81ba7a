import { inspect } from "node:util";
import { Array, Map, Object, Set, String } from "../../own.js";

const MOST_ROWS = 50;
const MOST_COLUMNS = 20;
const LONGEST = 100;

type Row = { key: string; fields: Map<string, unknown> };

/** HTML of what is best read as a table: an array of plain objects, or a Map; nothing for the rest. */
export function tableOf(value: unknown): string | undefined {
  if (value instanceof Map) {
    if (value.size === 0) return undefined;
    const entries = [...(value as Map<unknown, unknown>)].slice(0, MOST_ROWS);
    const rows = entries.map(([key, entry]) => ({ key: brief(key), fields: fieldsOf(entry) }));
    return draw("key", rows, value.size);
  }
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const items: unknown[] = value.slice(0, MOST_ROWS);
  if (!items.every(isPlain)) return undefined;
  const rows = items.map((item, i) => ({ key: String(i), fields: fieldsOf(item) }));
  return draw("", rows, value.length);
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** A value that is no object has one field without a name. */
function fieldsOf(value: unknown): Map<string, unknown> {
  return isPlain(value) ? new Map(Object.entries(value)) : new Map([["", value]]);
}

function draw(corner: string, rows: Row[], total: number): string {
  const all = [...new Set(rows.flatMap(({ fields }) => [...fields.keys()]))];
  const columns = all.slice(0, MOST_COLUMNS);
  const head = [corner, ...columns].map((name) => `<th>${escape(name)}</th>`).join("");
  const body = rows.map(({ key, fields }) => {
    const cells = columns.map((name) => {
      const text = fields.has(name) ? escape(brief(fields.get(name))) : "";
      return `<td>${text}</td>`;
    });
    return `<tr><th>${escape(key)}</th>${cells.join("")}</tr>`;
  });
  const table = `<table><thead><tr>${head}</tr></thead><tbody>${body.join("")}</tbody></table>`;
  return table + notice(total - rows.length, "row") + notice(all.length - columns.length, "column");
}

function notice(more: number, what: string): string {
  return more > 0 ? `<p>… and ${more} more ${what}${more === 1 ? "" : "s"}</p>` : "";
}

function brief(value: unknown): string {
  const text =
    typeof value === "string" ? value : inspect(value, { depth: 1, breakLength: Infinity });
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function escape(text: string): string {
  const entities: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
  };
  return text.replace(/[&<>"]/g, (character) => entities[character]);
}
