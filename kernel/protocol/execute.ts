import type { Outcome } from "../engine/engine.js";
import { InvalidRequest, type Fields } from "./fields.js";
import type { Content, Handler } from "./handler.js";

export const execute: Handler = async ({ header, fields }, kernel) => {
  const { cells, publish } = kernel;
  const code = fields.string("code");
  const silent = fields.boolean("silent", false);
  const keep = fields.boolean("store_history", !silent) && !silent;
  const allowStdin = fields.boolean("allow_stdin", false);
  const stopOnError = fields.boolean("stop_on_error", true);
  const userExpressions = expressionsIn(fields);

  const number = cells.count + 1;
  if (keep) {
    cells.count = number;
    kernel.history.add(number, code);
  }
  if (!silent) void publish("execute_input", { code, execution_count: number }, header);

  const id = header.msg_id;
  const outcome = await cells.run({ id, code, number, allowStdin, userExpressions });
  kernel.questions.forget();
  if (outcome.status === "ok") {
    const { result } = outcome;
    if (result && !silent) {
      void publish("execute_result", { execution_count: number, ...result }, header);
    }
    const { userExpressions: user_expressions } = outcome;
    return { status: "ok", execution_count: number, user_expressions, payload: [] };
  }
  const error = describe(outcome);
  void publish("error", error, header);
  if (stopOnError && !silent) await cells.abortQueue();
  return { status: "error", execution_count: number, ...error, user_expressions: {}, payload: [] };
};

function expressionsIn(fields: Fields): Record<string, string> {
  const expressions = fields.object("user_expressions", {});
  for (const [name, expression] of Object.entries(expressions)) {
    if (typeof expression === "string") continue;
    throw new InvalidRequest(
      `execute_request: user_expressions: expected ${name} to be a string, got ${typeof expression}`,
    );
  }
  return expressions as Record<string, string>;
}

function describe({ name, message, traceback }: Outcome & { status: "error" }): Content {
  return { ename: name, evalue: message, traceback };
}
