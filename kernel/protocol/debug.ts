import type { DebugProtocol } from "@vscode/debugprotocol";
import type { Handler } from "./handler.js";

type DebugRequest = DebugProtocol.Request & Record<string, unknown>;

export const debug: Handler = async ({ content, fields }, kernel) => {
  const command = fields.string("command");
  if (kernel.debug) return { ...(await kernel.debug.request(content as DebugRequest)) };
  const message = `debug_request: this kernel has no debugger (asked for ${command})`;
  return {
    type: "response",
    request_seq: fields.integer("seq", 0),
    success: false,
    command,
    message,
    body: {},
  };
};
