import type { Notice, Report } from "./messages.js";

// What comes from the cell process, where user code could have written it: its form is not taken for
// granted.

type Fields = Record<string, unknown>;
type Check = (value: unknown) => boolean;

const isObject: Check = (value) =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isString: Check = (value) => typeof value === "string";
const isNumber: Check = (value) => typeof value === "number";
const isBoolean: Check = (value) => typeof value === "boolean";
const isStrings: Check = (value) => Array.isArray(value) && value.every(isString);

const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

const hasFields =
  (checks: Record<string, Check>): Check =>
  (value) =>
    isObject(value) && Object.entries(checks).every(([name, is]) => is((value as Fields)[name]));

/** One of several forms, which the field `by` tells apart. */
const oneOf =
  (by: string, forms: Record<string, Check>): Check =>
  (value) => {
    const form = isObject(value) ? (value as Fields)[by] : undefined;
    return typeof form === "string" && Object.hasOwn(forms, form) && forms[form](value);
  };

const rich = { data: isObject, metadata: isObject };
const shown = hasFields({
  cell: isString,
  content: hasFields({ ...rich, transient: isObject }),
});
const comm = hasFields({ cell: isString, content: isObject, metadata: isObject });

const isOutput = oneOf("type", {
  stream: hasFields({
    cell: isString,
    name: (name) => name === "stdout" || name === "stderr",
    text: isString,
  }),
  display_data: shown,
  update_display_data: shown,
  clear_output: hasFields({ cell: isString, wait: isBoolean }),
  comm_open: comm,
  comm_msg: comm,
  comm_close: comm,
});

const isOutcome = oneOf("status", {
  ok: hasFields({ result: optional(hasFields(rich)), userExpressions: isObject }),
  error: hasFields({
    name: isString,
    message: isString,
    traceback: isStrings,
    refused: optional(isBoolean),
  }),
});

const reports = oneOf("type", {
  output: hasFields({ output: isOutput }),
  question: hasFields({ cell: isString, prompt: isString, password: isBoolean }),
  done: hasFields({ cell: isString, outcome: isOutcome }),
  heard: hasFields({ id: isString }),
  barrier: isObject,
  // Node takes "3" for an exit code, too.
  exit: hasFields({ cell: isString, code: (code) => isNumber(code) || isString(code) }),
});

const notices = oneOf("type", {
  interrupted: hasFields({ id: isNumber, stopped: isBoolean }),
  inspected: hasFields({ id: isNumber, result: optional(isObject), error: optional(isString) }),
  event: hasFields({ method: isString, params: isObject }),
});

export function isReport(message: unknown): message is Report {
  return reports(message);
}

export function isNotice(message: unknown): message is Notice {
  return notices(message);
}
