import type { Cache } from "../../cache/cache.js";
import { gradlabTypes, libraryTypes, nodeTypes } from "./own-types.js";

export type PackName = "typescript" | "node" | "gradlab";

/** A pack's files; names → texts, and for those without comments where these are. */
export interface PackFiles {
  texts: Map<string, string>;
  documented: Map<string, () => string>;
  modules: Set<string>;
}

/** Makes the packs of a notebook in `cwd`, each once. */
export class Packs {
  private readonly made = new Map<PackName, PackFiles>();

  constructor(
    private readonly cwd: string,
    private readonly libraries: string[],
    private readonly cache: Cache,
  ) {}

  get(name: PackName): PackFiles {
    const known = this.made.get(name);
    if (known) return known;
    const files = this.make(name);
    this.made.set(name, files);
    return files;
  }

  private make(name: PackName): PackFiles {
    const file = (index: number) => `/gradlab-packs/${name}-${index}.d.ts`;
    const named = (texts: string[]) => new Map(texts.map((text, i) => [file(i), text]));
    if (name === "gradlab") {
      const { texts, modules } = gradlabTypes();
      return { texts: named(texts), documented: new Map(), modules };
    }
    const { cwd, libraries, cache } = this;
    const pack = name === "node" ? nodeTypes(cwd, cache) : libraryTypes(libraries, cache);
    const documented = pack.texts.map((_, i) => [file(i), () => pack.documented()[i]] as const);
    return { texts: named(pack.texts), documented: new Map(documented), modules: pack.modules };
  }
}
