import type { Scope, Storage } from "./backend.js";

/** What was made since a scope began, and has memory. */
export type Made<S> = { made: S[] };

/** A storage whose numbers lie in a block of memory that no garbage collector sees. */
interface Owner<S, Block> extends Storage {
  block?: Block;
  /** Set while its numbers are still to be worked out. */
  readonly pending?: unknown;
  /** The scope in which it was made, if any: `innermost` of that time. */
  readonly scope?: Made<S>;
}

/** Works out what a scope keeps. Nobody reads `leaving` after that: results may be put in their places. */
export type Force<S> = (kept: readonly S[], leaving: ReadonlySet<S>) => void;

/** Frees a backend's blocks of memory: at the end of a scope, or when nobody holds their storage any more. */
export class Scopes<Block extends object, S extends Owner<S, Block>> {
  private open: Made<S>[] = [];
  private readonly registry: FinalizationRegistry<Block>;

  constructor(
    private readonly release: (block: Block) => void,
    private readonly isOurs: (storage: Storage) => storage is S,
  ) {
    this.registry = new FinalizationRegistry(release);
  }

  get innermost(): Made<S> | undefined {
    return this.open.at(-1);
  }

  /** Gives a storage its block. */
  own(storage: S, block: Block): void {
    storage.block = block;
    const { scope } = storage;
    if (scope && this.open.includes(scope)) scope.made.push(storage);
    else this.registry.register(storage, block);
  }

  /** Takes it away, at once. */
  letGo(storage: S): void {
    if (storage.block) this.release(storage.block);
    storage.block = undefined;
  }

  begin(force: Force<S>): Scope {
    const scope: Made<S> = { made: [] };
    const level = this.open.push(scope) - 1;
    // An interrupt unwinds without `finally`: what is open when the turn ends was forgotten.
    if (level === 0)
      queueMicrotask(() => {
        this.endFrom(0);
      });
    const isOpen = (): boolean => this.open[level] === scope;
    return {
      free: (except) => {
        if (!isOpen()) return;
        // What other backends keep is theirs to keep.
        const kept = new Set([...except].filter(this.isOurs));
        const isLeft = (storage: S): boolean => !kept.has(storage);
        force(
          [...kept].filter(({ pending }) => pending),
          new Set(scope.made.filter(isLeft)),
        );
        for (const storage of scope.made) if (isLeft(storage)) this.letGo(storage);
        scope.made = scope.made.filter(({ block }) => block);
      },
      end: () => {
        if (isOpen()) this.endFrom(level);
      },
    };
  }

  /** Ends the scopes from a level on: the storages that they have left go to the one outside, or the registry. */
  private endFrom(level: number): void {
    const left = this.open.slice(level).flatMap(({ made }) => made);
    this.open = this.open.slice(0, level);
    const outer = this.innermost;
    for (const storage of left)
      if (outer) outer.made.push(storage);
      else if (storage.block) this.registry.register(storage, storage.block);
  }
}
