import type { Runtime } from "node:inspector";
import type { Inspector } from "../engine/engine.js";

const COLLECTED = "__gradlabCollected";
/** Node's own enumerable globals; ours are not enumerable. */
const COMMON = Object.keys(globalThis);

/**
 * The variables of all cells as properties of one object: `let`, `const` and classes live in V8's
 * script scope, `var` and functions on the global object.
 *
 * @returns its object id
 */
export async function collectVariables(inspector: Inspector, group: string): Promise<string> {
  const { names } = await inspector.post("Runtime.globalLexicalScopeNames");
  const own = (names as string[]).filter((name) => !name.includes("gradlab"));
  const { result } = await inspector.post("Runtime.evaluate", {
    expression: collect(own),
    objectGroup: group,
    silent: true,
  });
  const { objectId } = result as Runtime.RemoteObject;
  if (objectId === undefined) throw new Error("variables: expected an object, got none");
  return objectId;
}

/** An expression; a name that has no value yet (its cell failed before) is left out. */
function collect(names: string[]): string {
  const takes = names.map(
    (name) => `try { ${COLLECTED}[${JSON.stringify(name)}] = ${name}; } catch {}`,
  );
  return `((${COLLECTED}) => {
    const common = new Set(${JSON.stringify(COMMON)});
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(globalThis)))
      if (value !== undefined && !common.has(name) && Object.prototype.propertyIsEnumerable.call(globalThis, name))
        ${COLLECTED}[name] = value;
    ${takes.join("\n    ")}
    return ${COLLECTED};
  })({ __proto__: null })`;
}
