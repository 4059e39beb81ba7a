import type { Runtime } from "node:inspector";
import type { Inspector } from "../engine/engine.js";
import { describe } from "./values.js";

type Bundle = Record<string, unknown>;

/** Runs in the cell process, with the value as `this`; what displays later cannot wait in a pause. */
const SHOW = `function (mayWait) {
  const show = this[Symbol.for("Jupyter.display")];
  const plain = () => ({
    "text/plain": globalThis.process.getBuiltinModule("node:util").inspect(this),
  });
  if (typeof show !== "function") return plain();
  const data = show.call(this);
  return typeof data?.then === "function" && !mayWait ? plain() : data;
}`;

/** A value as a cell that ends in it would show it. */
export async function richValue(
  inspector: Inspector,
  value: Runtime.RemoteObject,
  paused: boolean,
): Promise<Bundle> {
  if (value.objectId === undefined) return { "text/plain": describe(value) };
  const { result, exceptionDetails } = await inspector.post("Runtime.callFunctionOn", {
    functionDeclaration: SHOW,
    objectId: value.objectId,
    arguments: [{ value: !paused }],
    awaitPromise: !paused,
    returnByValue: true,
    silent: true,
  });
  if (exceptionDetails !== undefined) return { "text/plain": describe(value) };
  return (result as Runtime.RemoteObject).value as Bundle;
}
