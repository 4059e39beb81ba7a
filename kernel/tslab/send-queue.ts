import { PORT_IN_USE } from "../exit-codes.js";
import type { OutgoingSocket, Tslab } from "./modules.js";

const SOCKETS = ["iopub", "shell", "control", "stdin", "hb"] as const;

/**
 * Sends one message at a time on each socket, in order.
 *
 * tslab does not wait for its sends, and ZeroMQ refuses a second send while one is under way: after
 * about 500 quick messages the rest was lost. A publisher also drops what exceeds its high-water
 * mark, so that has no limit here.
 *
 * @param flush is called before every message, so that text printed earlier leaves earlier.
 */
export function queueSends(tslab: Tslab, flush: () => void): void {
  const last = new Map<OutgoingSocket, Promise<void>>();
  const server = tslab.jupyter.ZmqServer.prototype;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its server below
  const { bindSocket, close } = server;

  server.bindSocket = function (socket, port) {
    const send = socket.send.bind(socket);
    const queued = (frames: unknown) => {
      flush();
      const sent = (last.get(socket) ?? Promise.resolve())
        .then(() => send(frames))
        .catch(() => undefined); // the socket was closed, or its peer is gone
      last.set(socket, sent);
      return sent;
    };
    // ZeroMQ's sockets cannot be extended: the server is given one that only sends and closes.
    for (const name of SOCKETS) {
      if (this[name] === socket) this[name] = { send: queued, close: () => socket.close() };
    }
    if (socket.sendHighWaterMark !== undefined) socket.sendHighWaterMark = 0;
    return bindSocket.call(this, socket, port).catch((error: unknown) => {
      console.error(`kernel: cannot listen on port ${port}:`, error);
      process.exit(PORT_IN_USE);
    });
  };

  server.close = function () {
    flush();
    void Promise.all(last.values()).then(() => {
      close.call(this);
      process.exit(0); // a timer of the user's would keep the process alive
    });
  };
}
