/** Rows of texts under one another, with two spaces between columns; `right` are the columns set to the right. */
export function columns(rows: readonly (readonly string[])[], right: ReadonlySet<number>): string {
  const widths: number[] = [];
  // By characters that are drawn: a combining accent takes no place of its own.
  const width = (text: string): number => Array.from(text.replace(/\p{M}/gu, "")).length;
  for (const row of rows)
    row.forEach((text, i) => (widths[i] = Math.max(widths[i] ?? 0, width(text))));
  const pad = (text: string, i: number): string => {
    const space = " ".repeat(widths[i] - width(text));
    return right.has(i) ? space + text : text + space;
  };
  return rows.map((row) => row.map(pad).join("  ").trimEnd()).join("\n");
}
