/** A line of the file. */
export interface Entry {
  session: string;
  line: number;
  source: string;
}

/** All whole entries of a file's text; a line that a crash cut short is passed over. */
export function parseEntries(text: string): Entry[] {
  return text.split("\n").flatMap((line) => {
    try {
      const entry: unknown = JSON.parse(line);
      return isEntry(entry) ? [entry] : [];
    } catch {
      return [];
    }
  });
}

function isEntry(value: unknown): value is Entry {
  const { session, line, source } = (value ?? {}) as Record<string, unknown>;
  return typeof session === "string" && typeof line === "number" && typeof source === "string";
}
