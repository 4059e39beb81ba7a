import { inspect, types } from "node:util";
import { framesOf, type StackFrame } from "./frames.js";
import { locate } from "./sources.js";
import { Array, Error, Math, Object, String } from "../../own.js";

/** What Jupyter's `error` message says of something that was thrown. */
export interface Failure {
  name: string;
  message: string;
  traceback: string[];
}

/** Where the inspector saw it happen, counted from 0: for what carries no stack of its own. */
export interface ThrowPlace {
  name: string;
  line: number;
  column: number;
}

const INNERMOST = 12;
const OUTERMOST = 5;
const DEEPEST_CAUSE = 5;
const OWN_FIELDS = ["name", "message", "stack", "cause", "errors"];

const red = (text: string) => `\u001b[31m${text}\u001b[39m`;

export function describeFailure(thrown: unknown, place?: ThrowPlace): Failure {
  try {
    return isError(thrown) ? ofError(thrown, place, 0) : ofOther(thrown, place);
  } catch (problem) {
    const brief = inBrief(thrown);
    const message = brief ?? `what was thrown could not be shown: ${String(problem)}`;
    return { name: "Error", message, traceback: [`${red("Error")}: ${message}`] };
  }
}

/** Without its place, which takes more code of others to find. */
function inBrief(thrown: unknown): string | undefined {
  try {
    return isError(thrown) ? `${thrown.name}: ${thrown.message}` : inspect(thrown);
  } catch {
    return undefined;
  }
}

export function isError(value: unknown): value is Error {
  return value instanceof Error || types.isNativeError(value);
}

function ofError(error: Error, place: ThrowPlace | undefined, depth: number): Failure {
  // Anything may have been assigned to these.
  const { name: named, message: said }: { name: unknown; message: unknown } = error;
  const name = String(named) || "Error";
  const message = String(said);
  const frames = framesOf(error);
  const traceback = [
    message === "" ? red(name) : `${red(name)}: ${message}`,
    ...describeFields(error),
    ...describeFrames(frames.length > 0 ? frames : framesAt(place)),
    ...(depth < DEEPEST_CAUSE ? describeCauses(error, depth) : []),
  ];
  return { name, message, traceback };
}

/** Where what is no Error was thrown last; a throw of a cell passes by here. */
let latest: { thrown: unknown; trace: Error } | undefined;

/** Keeps the place for what carries none: `throw "text"`. */
export function rememberThrow<T>(thrown: T): T {
  latest = isError(thrown) ? undefined : { thrown, trace: new Error() };
  return thrown;
}

function ofOther(value: unknown, place: ThrowPlace | undefined): Failure {
  const message = inspect(value);
  const hint = `${red("Thrown")}: ${message} (not an Error: throw new Error(…) says more)`;
  const frames = Object.is(latest?.thrown, value) && latest ? framesOf(latest.trace) : [];
  const traceback = [hint, ...describeFrames(frames.length > 0 ? frames : framesAt(place))];
  return { name: "Thrown", message, traceback };
}

/** What Node and libraries add to errors: `code: 'ENOENT'` for example. */
function describeFields(error: Error): string[] {
  const fields = Object.entries(error).filter(([key]) => !OWN_FIELDS.includes(key));
  return fields.length === 0 ? [] : [`  ${inspect(Object.fromEntries(fields), { depth: 1 })}`];
}

function describeCauses(error: Error, depth: number): string[] {
  const parts = (error as AggregateError).errors as unknown;
  const causes = [
    ...(error.cause === undefined ? [] : [["Caused by", error.cause] as const]),
    ...(Array.isArray(parts)
      ? parts.map((part, i) => [`Error ${i + 1} of ${parts.length}`, part] as const)
      : []),
  ];
  return causes.flatMap(([title, cause]) => {
    const { traceback } = isError(cause)
      ? ofError(cause, undefined, depth + 1)
      : ofOther(cause, undefined);
    return [`${title}: ${traceback[0]}`, ...traceback.slice(1)];
  });
}

function framesAt(place: ThrowPlace | undefined): StackFrame[] {
  // Of what is thrown in the middle of a cell, V8 tells no more than that.
  if (place?.line === 0 && place.column === 0) return [];
  const found =
    place && locate(place.name.replaceAll(" ", "%20"), place.line + 1, place.column + 1);
  return found ? [{ ...found, name: "" }] : [];
}

/** Of a deep stack both ends: what failed, and how the cell came there. */
function describeFrames(frames: StackFrame[]): string[] {
  const more = frames.length - INNERMOST - OUTERMOST;
  if (more <= 0) return frames.flatMap((frame, i) => describeFrame(frame, i === 0));
  return [
    ...frames.slice(0, INNERMOST).flatMap((frame, i) => describeFrame(frame, i === 0)),
    `    … ${more} more`,
    ...frames.slice(-OUTERMOST).flatMap((frame) => describeFrame(frame, false)),
  ];
}

function describeFrame(
  { name, title, line, column, text }: StackFrame,
  pointed: boolean,
): string[] {
  const place = `${title}, line ${line}, column ${column}`;
  const lines = [`    at ${name === "" ? place : `${name} (${place})`}`];
  if (text === undefined || text.trim() === "") return lines;
  const indent = text.length - text.trimStart().length;
  lines.push(`        ${text.trim()}`);
  if (pointed) lines.push(`        ${" ".repeat(Math.max(0, column - 1 - indent))}${red("^")}`);
  return lines;
}
