import type { Inspector } from "./engine.js";
import type { Command, Notice } from "./messages.js";

type Answer = Exclude<Notice, { type: "interrupted" }>;
type Listener = (method: string, params: Record<string, unknown>) => void;
interface Waiting {
  resolve: (result: Record<string, unknown>) => void;
  reject: (error: Error) => void;
}

/** Our end of the inspector session that the helper thread holds. */
export class InspectorRelay implements Inspector {
  readonly #send: (command: Command) => void;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners: Listener[] = [];
  #id = 0;

  constructor(send: (command: Command) => void) {
    this.#send = send;
  }

  async post(
    method: string,
    params: Record<string, unknown> = {},
  ): Promise<Record<string, unknown>> {
    const id = ++this.#id;
    this.#send({ type: "inspect", id, method, params });
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  onEvent(listener: Listener): void {
    this.#listeners.push(listener);
  }

  receive(answer: Answer): void {
    if (answer.type === "event") {
      for (const listener of this.#listeners) listener(answer.method, answer.params);
      return;
    }
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (answer.error === undefined) waiting?.resolve(answer.result ?? {});
    else waiting?.reject(new Error(answer.error));
  }

  /** The process has ended: nothing that was asked will be answered. */
  abandon(reason: string): void {
    for (const { reject } of this.#waiting.values()) reject(new Error(reason));
    this.#waiting.clear();
  }
}
