import type { Runtime } from "node:inspector";
import type { Inspector } from "../engine/engine.js";
import { describe } from "./values.js";

type Remote = Runtime.RemoteObject;

/** Gives a value to one of the variables of a scope, or to a property of an object. */
export type Setter = (name: string, value: Remote) => Promise<void>;

const SET = `function (name, value) {
  "use strict";
  if (!Object.hasOwn(this, name)) throw new TypeError(name + " cannot be set");
  this[name] = value;
}`;
const CALL = "function (value) { this(value); }";

/** Of an object, also by its index of an array. */
export function propertySetter(inspector: Inspector, objectId: string): Setter {
  return (name, value) => call(inspector, SET, objectId, [{ value: name }, argument(value)]);
}

/** A scope of a frame. */
export interface ScopeOfFrame {
  /** What V8 shows of it: a copy. */
  objectId: string;
  callFrameId: string;
  /** Its place in the frame's chain of scopes. */
  scopeNumber: number;
}

/** Of a scope, and of what V8 shows of it. */
export function scopeSetter(inspector: Inspector, scope: ScopeOfFrame): Setter {
  const { objectId, ...place } = scope;
  const setCopy = propertySetter(inspector, objectId);
  return async (variableName, value) => {
    const newValue = argument(value);
    await inspector.post("Debugger.setVariableValue", { ...place, variableName, newValue });
    await setCopy(variableName, value);
  };
}

/** Of the top level of cells, where a variable is no property of anything. */
export function cellSetter(inspector: Inspector, objectGroup: string): Setter {
  return async (name, value) => {
    if (!/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name))
      throw new Error(`setVariable: expected the name of a variable, got ${name}`);
    const { result, exceptionDetails } = (await inspector.post("Runtime.evaluate", {
      expression: `${name}, (value) => { ${name} = value; }`,
      objectGroup,
      silent: true,
    })) as unknown as Runtime.EvaluateReturnType;
    if (exceptionDetails) throw new Error(describe(exceptionDetails.exception ?? result));
    await call(inspector, CALL, String(result.objectId), [argument(value)]);
  };
}

async function call(
  inspector: Inspector,
  functionDeclaration: string,
  objectId: string,
  values: Runtime.CallArgument[],
): Promise<void> {
  const answer = await inspector.post("Runtime.callFunctionOn", {
    functionDeclaration,
    objectId,
    arguments: values,
    silent: true,
  });
  const { result, exceptionDetails } = answer as unknown as Runtime.CallFunctionOnReturnType;
  if (exceptionDetails) throw new Error(describe(exceptionDetails.exception ?? result));
}

function argument({ objectId, unserializableValue, value }: Remote): Runtime.CallArgument {
  if (objectId !== undefined) return { objectId };
  return unserializableValue === undefined ? { value: value as unknown } : { unserializableValue };
}
