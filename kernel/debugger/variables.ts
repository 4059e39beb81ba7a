import type { Runtime } from "node:inspector";
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { Inspector } from "../engine/engine.js";
import { describe, lengthOf } from "./values.js";

type Remote = Runtime.RemoteObject;
type Variable = DebugProtocol.Variable;
type Arguments = DebugProtocol.VariablesArguments;
/** Newer than Node 20's types. */
type Properties = Runtime.GetPropertiesReturnType & {
  privateProperties?: { name: string; value?: Remote }[];
};

/** What a variablesReference stands for. */
type Container =
  | { kind: "object"; objectId: string; length?: number }
  | { kind: "range"; objectId: string; start: number; end: number }
  | { kind: "variables"; load: () => Promise<string> };

/** An array longer than this is shown in parts, for a front end that does not ask for pages. */
const PART = 100;
/** Shown in the place of those of V8 that say something. */
const INTERNAL: Record<string, string | undefined> = {
  "[[Entries]]": "entries",
  "[[PromiseState]]": "state",
  "[[PromiseResult]]": "result",
};

const PICK = `function (start, end) {
  const picked = { __proto__: null };
  for (let index = start; index < end; index++) if (index in this) picked[index] = this[index];
  return picked;
}`;

/** Values as the front end unfolds them; a reference is good until {@link clear}. */
export class Variables {
  readonly #inspector: Inspector;
  readonly #containers = new Map<number, Container>();
  #last = 0;

  constructor(inspector: Inspector) {
    this.#inspector = inspector;
  }

  /** After this all references are invalid. */
  clear(): void {
    this.#containers.clear();
  }

  /** A reference to the properties of a V8 object, of a scope for example. */
  ofObject(objectId: string): number {
    return this.#add({ kind: "object", objectId });
  }

  /** A reference to the properties of an object that is made when they are asked for. */
  ofLoaded(load: () => Promise<string>): number {
    return this.#add({ kind: "variables", load });
  }

  async list({ variablesReference, start = 0, count, filter }: Arguments): Promise<Variable[]> {
    const container = this.#containers.get(variablesReference);
    if (!container)
      throw new Error(
        `variables: expected a reference of the present pause, got ${variablesReference}`,
      );
    if (container.kind === "variables") return this.#properties(await container.load());
    if (container.kind === "range") return this.#elements(container, start, count);
    const { objectId, length } = container;
    if (length === undefined) return page(await this.#properties(objectId), start, count);
    if (filter === "named") return [];
    return this.#elements({ objectId, start: 0, end: length }, start, count);
  }

  /**
   * A value under a name, with a reference if it can be unfolded. Without its type: JupyterLab would
   * show that in the place of the value unless it is one of Python's.
   */
  describe(name: string, value: Remote): Variable {
    const { objectId } = value;
    const shown = { name, value: describe(value) };
    if (objectId === undefined || value.type !== "object")
      return { ...shown, variablesReference: 0 };
    const length = lengthOf(value);
    const variablesReference = this.#add({
      kind: "object",
      objectId,
      ...(length !== undefined && { length }),
    });
    return {
      ...shown,
      variablesReference,
      ...(length !== undefined && { indexedVariables: length }),
    };
  }

  #add(container: Container): number {
    this.#containers.set(++this.#last, container);
    return this.#last;
  }

  async #properties(objectId: string): Promise<Variable[]> {
    const answer = await this.#inspector.post("Runtime.getProperties", {
      objectId,
      ownProperties: true,
      generatePreview: true,
    });
    const {
      result,
      internalProperties = [],
      privateProperties = [],
    } = answer as unknown as Properties;
    const own = result
      .filter(({ enumerable, name }) => enumerable && name !== "__proto__")
      .map(({ name, value }) => (value ? this.describe(name, value) : getter(name)));
    const telling = internalProperties.map(({ name, value }) => ({ name: INTERNAL[name], value }));
    const hidden = [...telling, ...privateProperties].flatMap(({ name, value }) =>
      name && value ? [this.describe(name, value)] : [],
    );
    return [...own, ...hidden];
  }

  /** Elements of `range`: the page that was asked for, else all, in parts if they are many. */
  #elements(
    range: { objectId: string; start: number; end: number },
    skip: number,
    count?: number,
  ): Promise<Variable[]> | Variable[] {
    const { objectId, end } = range;
    const start = Math.min(range.start + skip, end);
    if (count) return this.#pick(objectId, start, Math.min(start + count, end));
    if (end - start <= PART) return this.#pick(objectId, start, end);
    let size = PART;
    while ((end - start) / size > PART) size *= PART;
    const parts: Variable[] = [];
    for (let from = start; from < end; from += size) {
      const to = Math.min(from + size, end);
      const variablesReference = this.#add({ kind: "range", objectId, start: from, end: to });
      parts.push({ name: `[${from} … ${to - 1}]`, value: "", variablesReference });
    }
    return parts;
  }

  async #pick(objectId: string, start: number, end: number): Promise<Variable[]> {
    const { result } = await this.#inspector.post("Runtime.callFunctionOn", {
      functionDeclaration: PICK,
      objectId,
      arguments: [{ value: start }, { value: end }],
    });
    return this.#properties(String((result as Remote).objectId));
  }
}

function page<T>(all: T[], start: number, count?: number): T[] {
  return all.slice(start, count ? start + count : undefined);
}

/** Not called: it may do anything. */
function getter(name: string): Variable {
  return { name, value: "(getter)", variablesReference: 0 };
}
