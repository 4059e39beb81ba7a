import { commInfo } from "./comm-info.js";
import { commMessage } from "./comm-message.js";
import { complete } from "./complete.js";
import { connect } from "./connect.js";
import { debug } from "./debug.js";
import { execute } from "./execute.js";
import type { Handler } from "./handler.js";
import { history } from "./history.js";
import { inputReply } from "./input-reply.js";
import { inspect } from "./inspect.js";
import { interrupt } from "./interrupt.js";
import { isComplete } from "./is-complete.js";
import { kernelInfo } from "./kernel-info.js";
import { shutdown } from "./shutdown.js";

/**
 * Message type → what answers it. Only executions wait for each other (see execution-queue.ts);
 * all else is answered at once, also while a cell runs.
 */
export const handlers = new Map<string, Handler>([
  ["execute_request", execute],
  ["complete_request", complete],
  ["inspect_request", inspect],
  ["is_complete_request", isComplete],
  ["history_request", history],
  ["kernel_info_request", kernelInfo],
  ["connect_request", connect],
  ["comm_info_request", commInfo],
  ["comm_open", commMessage],
  ["comm_msg", commMessage],
  ["comm_close", commMessage],
  ["input_reply", inputReply],
  ["interrupt_request", interrupt],
  ["shutdown_request", shutdown],
  ["debug_request", debug],
]);
