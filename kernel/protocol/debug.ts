import type { DebugProtocol } from "@vscode/debugprotocol";
import type { Handler } from "./handler.js";

type DebugRequest = DebugProtocol.Request & Record<string, unknown>;

/** The content is a message of the Debug Adapter Protocol, and so is the answer's. */
export const debug: Handler = async ({ content }, kernel) => ({
  ...(await kernel.debug.request(content as DebugRequest)),
});
