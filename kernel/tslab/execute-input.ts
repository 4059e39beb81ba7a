import type { Tslab } from "./modules.js";

/**
 * Announces each cell as it begins to run, with its number, as Jupyter's protocol asks and tslab does
 * not: nbconvert has the number from nowhere else.
 */
export function announceCells(tslab: Tslab): void {
  const announce = new WeakMap<object, (count: number) => void>();

  const server = tslab.jupyter.ZmqServer.prototype;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its server below
  const { handleExecute } = server;
  server.handleExecute = function (socket, message) {
    const request = message.content as { code: string };
    announce.set(request, (execution_count) => {
      const input = message.createReply();
      input.header.msg_type = "execute_input";
      input.content = { code: request.code, execution_count };
      input.signAndSend(this.connInfo.key, this.iopub);
    });
    return handleExecute.call(this, socket, message);
  };

  const handler = tslab.jupyter.JupyterHandlerImpl.prototype;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its handler below
  const { handleExecuteImpl } = handler;
  handler.handleExecuteImpl = function (request, ...rest) {
    announce.get(request)?.(this.execCount + 1);
    return handleExecuteImpl.call(this, request, ...rest);
  };
}
