import { setTimeout as wait } from "node:timers/promises";
import { createEngine } from "./engine/create-engine.js";
import type { Engine } from "./engine/engine.js";
import { messageOf, UserError } from "./errors.js";
import { PORT_IN_USE } from "./exit-codes.js";
import { historyFile } from "./history/history-file.js";
import { History } from "./history/history.js";
import { startKernel } from "./kernel.js";
import type { Language } from "./language/language.js";
import { watchParent } from "./parent-watch.js";
import { readConnection } from "./transport/connection.js";
import { bindSockets, PortInUse } from "./transport/sockets.js";

/** How long parting may take, in milliseconds. */
const PATIENCE = 2000;

const log = (line: string) => console.error(`kernel: ${line}`);

/** What was started before the rest of the front had been loaded. */
export interface Started {
  cwd: string;
  language: Language;
}

/** Runs the kernel of a connection file until it ends; ends the process where that cannot be. */
export async function runFront(
  connectionFile: string | undefined,
  started: Started,
): Promise<void> {
  // A mistake of ours is written down and costs one answer, not the kernel.
  process.on("uncaughtException", (error) => log(error.stack ?? String(error)));
  process.on("unhandledRejection", (reason) => log(String(reason)));
  try {
    await start(connectionFile, started);
  } catch (error) {
    console.error(error instanceof UserError ? error.message : error);
    process.exit(error instanceof PortInUse ? PORT_IN_USE : 2);
  }
}

async function start(
  connectionFile: string | undefined,
  { cwd, language }: Started,
): Promise<void> {
  if (connectionFile === undefined) {
    throw new UserError("kernel: expected the path of a connection file, got no argument");
  }
  const connection = readConnection(connectionFile);
  const transport = await bindSockets(connection, log);
  const history = new History(historyFile(), log);
  let engine: Engine | undefined;
  let ending = false;
  const end = async () => {
    if (ending) return;
    ending = true;
    const parted = Promise.all([engine?.close(), language.close(), history.saved()])
      .catch((error: unknown) => log(messageOf(error)))
      .then(() => transport.close());
    await Promise.race([parted, wait(PATIENCE)]);
    process.exit(0);
  };
  const kernel = startKernel({
    ...{ transport, ports: connection.ports, language, history, log },
    createEngine: (listeners) => (engine = createEngine(listeners, { cwd })),
    onShutDown: () => void end(),
  });
  // Jupyter signals the whole group; who wants to end the kernel sends SIGTERM.
  process.on("SIGINT", () => void kernel.interrupt());
  process.on("SIGTERM", () => void end());
  process.on("SIGHUP", () => void end());
  watchParent(() => void end());
}
