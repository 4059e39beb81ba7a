import type { Kind } from "./declared-names.js";
import type { Scope } from "./scope.js";
import type { Translation } from "./translate.js";

/** A cell that was found without errors. */
export interface KnownCell {
  code: string;
  /** The script's name. */
  name: string;
  serial: number;
  /** What it declares. */
  names: ReadonlyMap<string, Kind>;
  /** The other names in its text. */
  mentioned: ReadonlySet<string>;
  /** What brought those that earlier cells had declared into its scope. */
  header: string;
  /** Names that its translation was to leave alone. */
  taken: readonly string[];
  translation: Translation;
}

/** So many texts are kept. */
const KEPT = 200;

/**
 * Cells that may be run again, as people do with a cell that draws or trains: the same text has the same
 * errors, none, and the same JavaScript, as long as each name in it means what it meant.
 */
export class KnownCells {
  private readonly cells = new Map<string, KnownCell>();

  add(cell: KnownCell): void {
    this.cells.delete(cell.code);
    this.cells.set(cell.code, cell);
    const [oldest] = this.cells.keys();
    if (this.cells.size > KEPT) this.cells.delete(oldest);
  }

  /** The cell of this text, if all that it depends on is as it was. */
  find(code: string, name: string, scope: Scope): KnownCell | undefined {
    const known = this.cells.get(code);
    if (known?.name !== name || scope.header(known.mentioned) !== known.header) return undefined;
    const taken = scope.likeMadeUp();
    const isSame =
      taken.length === known.taken.length && taken.every((it, i) => it === known.taken[i]);
    return isSame ? known : undefined;
  }

  delete(code: string): void {
    this.cells.delete(code);
  }

  clear(): void {
    this.cells.clear();
  }
}
