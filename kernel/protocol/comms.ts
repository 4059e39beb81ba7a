import type { CommMessage } from "../engine/engine.js";

/** The comms that are open between the front end and user code, whoever opened them. */
export class Comms {
  private readonly targets = new Map<string, string>();

  /** Follows a message in either direction. */
  observe({ type, content }: CommMessage): void {
    const id = String(content.comm_id);
    if (type === "comm_open") this.targets.set(id, String(content.target_name));
    if (type === "comm_close") this.targets.delete(id);
  }

  /** @param target only those; default all */
  open(target?: string): Record<string, unknown> {
    const found = [...this.targets].filter(([, name]) => target === undefined || name === target);
    return Object.fromEntries(found.map(([id, target_name]) => [id, { target_name }]));
  }

  /** Their other ends are gone. @returns their ids */
  forget(): string[] {
    const ids = [...this.targets.keys()];
    this.targets.clear();
    return ids;
  }
}
