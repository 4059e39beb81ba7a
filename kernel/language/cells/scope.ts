import type { Kind } from "./declared-names.js";

/** What the engine gives to cells (kernel/engine/cell/prompt.ts), for those that mention it. */
const engineNames = new Map([
  [
    "prompt",
    "/** Asks the reader of the notebook for a line of text; an empty answer is `preset`. */ declare function prompt(text?: string, preset?: string): string;",
  ],
  [
    "input",
    "/** Asks the reader of the notebook for a line of text. */ declare function input(text?: string, options?: { password?: boolean }): string;",
  ],
  [
    "confirm",
    "/** Asks the reader of the notebook: whether the answer is y or yes. */ declare function confirm(text?: string): boolean;",
  ],
  ["alert", "/** Prints a line. */ declare function alert(text?: string): void;"],
]);

/** The names that earlier cells have declared and no later one has declared again. */
export class Scope {
  private readonly names = new Map<string, { serial: number; kind: Kind }>();
  /** Cells that change types for all others, whoever names them. */
  private readonly augmenting: number[] = [];

  /** @returns what takes it back, before anything else is added */
  add(serial: number, names: ReadonlyMap<string, Kind>, augments: boolean): () => void {
    const before = [...names.keys()].map((name) => [name, this.names.get(name)] as const);
    for (const [name, kind] of names) {
      // The newest come last.
      this.names.delete(name);
      this.names.set(name, { serial, kind });
    }
    if (augments) this.augmenting.push(serial);
    return () => {
      for (const [name, old] of before) {
        this.names.delete(name);
        if (old) this.names.set(name, old);
      }
      if (augments) this.augmenting.pop();
    };
  }

  clear(): void {
    this.names.clear();
    this.augmenting.length = 0;
  }

  /** The names with this beginning in any case, the newest first. */
  startingWith(prefix: string, limit: number): string[] {
    const wanted = prefix.toLowerCase();
    const found: string[] = [];
    for (const name of [...this.names.keys()].reverse()) {
      if (found.length === limit) break;
      if (name.toLowerCase().startsWith(wanted)) found.push(name);
    }
    for (const name of engineNames.keys())
      if (name.toLowerCase().startsWith(wanted)) found.push(name);
    return found;
  }

  /**
   * Names that TypeScript could choose for a variable of its own (`_a`, `env_1`), if it did not see
   * that they are taken.
   */
  likeMadeUp(): string[] {
    return [...this.names.keys()].filter((name) => /^_[a-z]{1,2}$|_\d+$/.test(name));
  }

  /**
   * Brings names into a cell's scope, on one line of TypeScript. Variables are declared, so that
   * they can be assigned to; for documentation, which such a declaration has not, `importAll`.
   */
  header(names: Iterable<string>, importAll = false): string {
    const imports = new Map<number, string[]>();
    let declarations = "";
    for (const name of names) {
      const found = this.names.get(name);
      if (!found) {
        declarations += engineNames.get(name) ?? "";
        continue;
      }
      const { serial, kind } = found;
      if (kind === "other" || importAll) {
        imports.set(serial, [...(imports.get(serial) ?? []), name]);
      } else {
        const keyword = kind === "constant" ? "const" : "let";
        declarations += `declare ${keyword} ${name}: typeof import("./[${serial}]").${name};`;
      }
    }
    let header = this.augmenting.map((serial) => `import "./[${serial}]";`).join("");
    for (const [serial, some] of imports) {
      header += `import { ${some.join(", ")} } from "./[${serial}]";`;
    }
    return header + declarations;
  }
}
