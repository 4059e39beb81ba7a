import type { Runtime } from "node:inspector";
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { Inspector } from "../engine/engine.js";
import { propertySetter, scopeSetter, type ScopeOfFrame, type Setter } from "./setters.js";
import { describe, lengthOf } from "./values.js";

type Remote = Runtime.RemoteObject;
type Variable = DebugProtocol.Variable;
type Arguments = DebugProtocol.VariablesArguments;
/** Newer than Node 20's types. */
type Properties = Runtime.GetPropertiesReturnType & {
  privateProperties?: { name: string; value?: Remote }[];
};

/** How what a container holds is changed. */
interface Changes {
  /** Where the new value is worked out; default outside of all frames. */
  frameId?: number;
  /** None where V8 only tells what there is. */
  set?: Setter;
}

/** What a variablesReference stands for. */
type Container = Changes &
  (
    | { kind: "object"; objectId: string; length?: number }
    | { kind: "range"; objectId: string; start: number; end: number }
    | { kind: "variables"; load: () => Promise<string> }
  );

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

  /** A reference to the variables in a scope. */
  ofScope(scope: ScopeOfFrame, frameId: number): number {
    const set = scopeSetter(this.#inspector, scope);
    return this.#add({ kind: "object", objectId: scope.objectId, frameId, set });
  }

  /** A reference to the properties of an object that is made when they are asked for. */
  ofLoaded(load: () => Promise<string>, changes: Changes): number {
    return this.#add({ kind: "variables", load, ...changes });
  }

  async list({ variablesReference, start = 0, count, filter }: Arguments): Promise<Variable[]> {
    const container = this.#get(variablesReference);
    const { frameId } = container;
    if (container.kind === "variables") return this.properties(await container.load(), frameId);
    if (container.kind === "range") return this.#elements(container, start, count);
    const { objectId, length } = container;
    if (length === undefined) return page(await this.properties(objectId, frameId), start, count);
    if (filter === "named") return [];
    return this.#elements({ ...container, start: 0, end: length }, start, count);
  }

  /** How what this reference stands for is changed. @throws where it cannot be */
  changes(variablesReference: number): Changes & { set: Setter } {
    const { frameId, set } = this.#get(variablesReference);
    if (!set) throw new Error("setVariable: expected a variable or a property, got a Map's entry");
    return { frameId, set };
  }

  /**
   * A value, with a reference if it can be unfolded. Without its type: JupyterLab would show that in
   * the place of the value unless it is one of Python's.
   */
  describe(
    value: Remote,
    frameId?: number,
    // As the entries of a Map or Set are.
    isCopy = value.subtype === "internal#entry",
  ): Omit<Variable, "name"> {
    const { objectId } = value;
    const shown = { value: describe(value) };
    if (objectId === undefined || value.type !== "object")
      return { ...shown, variablesReference: 0 };
    const length = lengthOf(value);
    const variablesReference = this.#add({
      kind: "object",
      objectId,
      ...(length !== undefined && { length }),
      frameId,
      ...(!isCopy && { set: propertySetter(this.#inspector, objectId) }),
    });
    return {
      ...shown,
      variablesReference,
      ...(length !== undefined && { indexedVariables: length }),
    };
  }

  #get(variablesReference: number): Container {
    const container = this.#containers.get(variablesReference);
    if (container) return container;
    throw new Error(
      `variables: expected a reference of the present pause, got ${variablesReference}`,
    );
  }

  #add(container: Container): number {
    this.#containers.set(++this.#last, container);
    return this.#last;
  }

  /** What a V8 object has, as far as it is worth showing. */
  async properties(objectId: string, frameId?: number): Promise<Variable[]> {
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
      .map(({ name, value }) => ({
        name,
        // A getter is not called: it may do anything.
        ...(value ? this.describe(value, frameId) : { value: "(getter)", variablesReference: 0 }),
      }));
    const telling = internalProperties.flatMap(({ name, value }) => {
      const shown = INTERNAL[name];
      const isCopy = name === "[[Entries]]";
      return shown && value ? [{ name: shown, ...this.describe(value, frameId, isCopy) }] : [];
    });
    const hidden = privateProperties.flatMap(({ name, value }) =>
      value ? [{ name, ...this.describe(value, frameId) }] : [],
    );
    return [...own, ...telling, ...hidden];
  }

  /** Elements of `range`: the page that was asked for, else all, in parts if they are many. */
  #elements(
    range: Changes & { objectId: string; start: number; end: number },
    skip: number,
    count?: number,
  ): Promise<Variable[]> | Variable[] {
    const { objectId, end, frameId, set } = range;
    const start = Math.min(range.start + skip, end);
    if (count) return this.#pick(objectId, start, Math.min(start + count, end), frameId);
    if (end - start <= PART) return this.#pick(objectId, start, end, frameId);
    let size = PART;
    while ((end - start) / size > PART) size *= PART;
    const parts: Variable[] = [];
    for (let from = start; from < end; from += size) {
      const to = Math.min(from + size, end);
      const part: Container = { kind: "range", objectId, start: from, end: to, frameId, set };
      const variablesReference = this.#add(part);
      parts.push({ name: `[${from} … ${to - 1}]`, value: "", variablesReference });
    }
    return parts;
  }

  async #pick(objectId: string, start: number, end: number, frameId?: number): Promise<Variable[]> {
    const { result } = await this.#inspector.post("Runtime.callFunctionOn", {
      functionDeclaration: PICK,
      objectId,
      arguments: [{ value: start }, { value: end }],
    });
    return this.properties(String((result as Remote).objectId), frameId);
  }
}

function page<T>(all: T[], start: number, count?: number): T[] {
  return all.slice(start, count ? start + count : undefined);
}
