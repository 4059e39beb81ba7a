import { inspect } from "node:util";
import type { Tslab } from "./modules.js";

export interface Failure {
  ename: string;
  evalue: string;
  traceback: string[];
}

/** The call by which tslab reports a diagnostic: file, line, column, message. */
const DIAGNOSTIC = "%s%d:%d - %s";

/**
 * Reports a cell's failure as Jupyter's `error` message, with name, message and traceback, where
 * tslab prints to stderr; and answers queued cells with `aborted`, where tslab says `abort`.
 */
export function reportErrors(tslab: Tslab): void {
  let reports: unknown[][] = [];
  const { createExecutor } = tslab.executor;
  tslab.executor.createExecutor = (folder, converters, console) => {
    const error = (...report: unknown[]) => {
      reports.push(report);
    };
    const executor = createExecutor(folder, converters, { ...console, error });
    const execute = executor.execute.bind(executor);
    executor.execute = async (source) => {
      reports = [];
      const ok = await execute(source);
      if (ok) for (const report of reports) console.error(...report);
      return ok;
    };
    return executor;
  };

  tslab.jupyter.ZmqServer.prototype.handleExecute = async function (socket, message) {
    const send = (to: typeof socket, type: string, content: unknown) => {
      const reply = message.createReply();
      reply.header.msg_type = type;
      reply.content = content;
      reply.signAndSend(this.connInfo.key, to);
    };
    const reply = await this.handler.handleExecute(
      message.content,
      (name, text) => send(this.iopub, "stream", { name, text }),
      (content, update) =>
        send(this.iopub, update ? "update_display_data" : "display_data", content),
    );
    if (reply.status === "abort") reply.status = "aborted";
    const failure = reply.status === "error" ? describeFailure(reports) : undefined;
    if (failure) send(this.iopub, "error", failure);
    send(socket, "execute_reply", { ...reply, ...failure });
  };
}

/** @param reports the calls of `console.error` by which tslab reported one failure */
export function describeFailure(reports: unknown[][]): Failure {
  if (reports[0]?.[0] === DIAGNOSTIC) {
    const lines = reports.map(([, file, line, column, text]) => {
      return `${String(file)}line ${String(line)}, column ${String(column)}: ${String(text)}`;
    });
    return failure("TypeScriptError", lines[0], lines.slice(1));
  }
  const thrown = reports[0]?.[0];
  if (isInterrupt(thrown)) return failure("Interrupted", "the cell was interrupted", []);
  if (!(thrown instanceof Error)) return failure("Thrown", inspect(thrown), []);
  return failure(thrown.name, thrown.message, stackOf(thrown));
}

function failure(ename: string, evalue: string, rest: string[]): Failure {
  return { ename, evalue, traceback: [`\u001b[31m${ename}\u001b[39m: ${evalue}`, ...rest] };
}

function isInterrupt(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  return (
    (thrown as NodeJS.ErrnoException).code === "ERR_SCRIPT_EXECUTION_INTERRUPTED" ||
    thrown.message === "Interrupted asynchronously"
  );
}

/**
 * The frames between what threw and the cell. Node's and tslab's own frames say nothing to the
 * cell's author, and a cell's line numbers are those of its compiled form.
 */
function stackOf(error: Error): string[] {
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  const own = frames
    .filter((frame) => !/node:|[\\/]tslab[\\/]dist[\\/]|[\\/]kernel[\\/]tslab[\\/]/.test(frame))
    .map((frame) => frame.replace(/\(?evalmachine\.<anonymous>:\d+:\d+\)?/, "(cell)"))
    .filter((frame, index, all) => frame !== all[index - 1]);
  const cause = error.cause === undefined ? [] : [`cause: ${inspect(error.cause)}`];
  return [...own, ...cause];
}
