import { randomUUID } from "node:crypto";
import type { CommMessage } from "../engine.js";
import { tellUncaught } from "./accidents.js";
import { output, report } from "./reports.js";
import { currentScope, runIn, Scope } from "./scope.js";
import { Map, String } from "../own.js";

type Data = Record<string, unknown>;
type OnMessage = (data: unknown, metadata: Data, buffers: Uint8Array[]) => void;
type OnClose = (data: unknown) => void;
type OnOpen = (comm: Comm, data: unknown, metadata: Data, buffers: Uint8Array[]) => void;

const comms = new Map<string, Comm>();
const targets = new Map<string, OnOpen>();

/** A channel between user code and a model in the page. */
class Comm {
  readonly id: string;
  readonly target: string;
  #onMessage: OnMessage | undefined;
  #onClose: OnClose | undefined;

  constructor(id: string, target: string) {
    this.id = id;
    this.target = target;
    comms.set(id, this);
  }

  send(data: unknown, metadata: Data = {}, buffers: Uint8Array[] = []): void {
    emit("comm_msg", { comm_id: this.id, data }, metadata, buffers);
  }

  onMessage(handler: OnMessage): void {
    this.#onMessage = handler;
  }

  onClose(handler: OnClose): void {
    this.#onClose = handler;
  }

  close(data: unknown = {}): void {
    if (comms.delete(this.id)) emit("comm_close", { comm_id: this.id, data }, {}, []);
  }

  receive({ type, content, metadata, buffers }: CommMessage): void {
    if (type === "comm_close") this.#onClose?.(content.data);
    else this.#onMessage?.(content.data, metadata, buffers);
  }
}

/** What `globalThis[Symbol.for("gradlab.comms")]` offers: widgets are made of it. */
export const commService = {
  open(target: string, data: unknown, metadata: Data = {}, buffers: Uint8Array[] = []): Comm {
    const comm = new Comm(randomUUID().replaceAll("-", ""), target);
    emit("comm_open", { comm_id: comm.id, target_name: target, data }, metadata, buffers);
    return comm;
  },
  /** `handler` is called when the page opens a comm of this target. */
  onOpen(target: string, handler: OnOpen): void {
    targets.set(target, handler);
  },
  /** The id of the cell that the calling code belongs to. */
  currentCell: (): string => currentScope().cell,
};

/** @param messageId what its listeners print and show goes under this message */
export function receiveComm(message: CommMessage, messageId: string): void {
  const scope = new Scope(messageId, false);
  runIn(scope, () => {
    try {
      deliver(message);
    } catch (error) {
      tellUncaught(scope, "Uncaught in a listener of a comm:", error);
    }
  });
  report({ type: "heard", id: messageId });
}

function deliver(message: CommMessage): void {
  const id = String(message.content.comm_id);
  if (message.type !== "comm_open") {
    const comm = comms.get(id);
    if (message.type === "comm_close") comms.delete(id);
    comm?.receive(message);
    return;
  }
  const name = String(message.content.target_name);
  const target = targets.get(name);
  // The protocol wants a comm that nobody takes to be closed.
  if (!target) emit("comm_close", { comm_id: id, data: {} }, {}, []);
  else target(new Comm(id, name), message.content.data, message.metadata, message.buffers);
}

function emit(type: CommMessage["type"], content: Data, metadata: Data, buffers: Uint8Array[]) {
  output({ cell: currentScope().cell, type, content, metadata, buffers: [] }, buffers);
}
