import type { Runtime } from "node:inspector";

type Remote = Runtime.RemoteObject;
type Preview = Runtime.ObjectPreview;

const LONGEST = 200;

/** A value on one line, as it would be written. */
export function describe(value: Remote): string {
  const text = describeWhole(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

/** How the type of a value is called. */
export function typeName({ type, subtype, className }: Remote): string {
  if (subtype === "null") return "null";
  return type === "object" ? (className ?? "object") : type;
}

/** The number of elements of an array or typed array, else nothing. */
export function lengthOf({ subtype, description = "" }: Remote): number | undefined {
  if (subtype !== "array" && subtype !== "typedarray") return undefined;
  const count = /\((\d+)\)$/.exec(description)?.[1];
  return count === undefined ? undefined : Number(count);
}

function describeWhole(value: Remote): string {
  const { type, subtype, description = "", preview } = value;
  if (type === "string") return JSON.stringify(value.value);
  if (type === "function") return describeFunction(description);
  if (type === "undefined") return "undefined";
  if (subtype === "null") return "null";
  if (subtype === "error") return description.split("\n", 1)[0];
  if (type !== "object") return description || String(value.value);
  if (!preview || subtype === "date" || subtype === "regexp") return description;
  return describePreview(preview);
}

function describeFunction(source: string): string {
  if (source.startsWith("class")) return /^class(?:\s+[\w$]+)?/.exec(source)?.[0] ?? "class";
  const name = /^(?:async\s+)?(?:function\s*\*?\s*)?([\w$]*)\s*\(/.exec(source)?.[1] ?? "";
  return `ƒ ${name}()`;
}

function describePreview({ subtype, description = "", properties, overflow, entries }: Preview) {
  const more = overflow ? ["…"] : [];
  if (subtype === "array" || subtype === "typedarray") {
    const items = properties.filter(({ name }) => /^\d+$/.test(name)).map(describeProperty);
    const head = description.startsWith("Array(") ? "" : `${description} `;
    return `${head}[${[...items, ...more].join(", ")}]`;
  }
  if (entries) {
    const items = entries.map(({ key, value }) =>
      key ? `${describePart(key)} → ${describePart(value)}` : describePart(value),
    );
    return `${description} {${[...items, ...more].join(", ")}}`;
  }
  const items = properties.map((property) => `${property.name}: ${describeProperty(property)}`);
  const head = description === "Object" ? "" : `${description} `;
  return `${head}{${[...items, ...more].join(", ")}}`;
}

function describeProperty({ type, subtype, value = "" }: Runtime.PropertyPreview): string {
  if (type === "string") return JSON.stringify(value);
  if (type === "function") return "ƒ";
  if (type === "accessor") return "…";
  return subtype === "null" ? "null" : value;
}

function describePart({ type, description = "" }: Preview): string {
  return type === "string" ? JSON.stringify(description) : description;
}
