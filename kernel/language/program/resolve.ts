import { dirname, join } from "node:path";
import ts from "../typescript.js";
import { packageRoot } from "../../paths.js";

/** Where the cells' imports lead. */
export class Resolver {
  private readonly packages = new Map<string, ts.ResolvedModuleWithFailedLookupLocations>();

  constructor(
    private readonly options: ts.CompilerOptions,
    private readonly host: ts.ModuleResolutionHost,
    /** The file that stands for an earlier cell ("./[3]"). */
    private readonly cellFile: (specifier: string) => string | undefined,
    /** Whether a pack declares the module: then there is no file. */
    private readonly isPacked: (specifier: string) => boolean,
  ) {}

  resolve(specifier: string, from: string): ts.ResolvedModuleWithFailedLookupLocations {
    if (this.isPacked(specifier)) return nothing;
    const cell = this.cellFile(specifier);
    if (cell !== undefined) {
      const extension = cell.endsWith(".d.ts") ? ts.Extension.Dts : ts.Extension.Ts;
      return { resolvedModule: { resolvedFileName: cell, extension } };
    }
    // Local files come and go; packages that were found stay.
    if (/^(?:[./\\]|[A-Za-z]:)/.test(specifier)) return this.lookUp(specifier, from);
    const key = `${dirname(from)}\n${specifier}`;
    const known = this.packages.get(key);
    if (known) return known;
    let found = this.lookUp(specifier, from);
    if (!found.resolvedModule && specifier === "tslab") {
      found = this.lookUp(specifier, join(packageRoot, "cell.ts"));
    }
    if (found.resolvedModule) this.packages.set(key, found);
    return found;
  }

  private lookUp(specifier: string, from: string): ts.ResolvedModuleWithFailedLookupLocations {
    return ts.resolveModuleName(specifier, from, this.options, this.host);
  }
}

const nothing: ts.ResolvedModuleWithFailedLookupLocations = { resolvedModule: undefined };
