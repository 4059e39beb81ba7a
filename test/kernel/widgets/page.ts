import type { Comm, Comms } from "../../../kernel/widgets/comms.js";

type Data = Record<string, unknown> & { method?: string; state?: Record<string, unknown> };

const COMMS = Symbol.for("gradlab.comms");

/** The page's end of one comm. */
export class PageComm {
  readonly sent: Data[] = [];
  closed = false;
  onMessage: (data: unknown) => void = () => undefined;
  onClose: () => void = () => undefined;

  constructor(
    readonly id: string,
    readonly target: string,
    readonly opening: Data,
    readonly metadata: Record<string, unknown>,
  ) {}

  /** What the kernel has said of its state, all taken together. */
  get state(): Record<string, unknown> {
    const updates = this.sent.filter(({ method }) => method === "update");
    return Object.assign({}, this.opening.state, ...updates.map(({ state }) => state)) as Data;
  }

  /** The reader moves something. */
  update(state: Record<string, unknown>): void {
    this.onMessage({ method: "update", state, buffer_paths: [] });
  }
}

/** A page in memory, in the place of the one behind the kernel. */
export class Page implements Comms {
  readonly comms: PageComm[] = [];
  readonly #targets = new Map<string, (comm: Comm) => void>();

  /** Puts it where widgets look for one. */
  static install(): Page {
    const page = new Page();
    Object.assign(globalThis, { [COMMS]: page });
    return page;
  }

  static remove(): void {
    Reflect.deleteProperty(globalThis, COMMS);
  }

  open(target: string, data: unknown, metadata: Record<string, unknown> = {}): Comm {
    const id = `comm-${this.comms.length}`;
    return this.#ours(new PageComm(id, target, structuredClone(data) as Data, metadata));
  }

  onOpen(target: string, listener: (comm: Comm) => void): void {
    this.#targets.set(target, listener);
  }

  /** The page opens a comm. */
  opens(target: string): PageComm {
    const comm = new PageComm(`page-${this.comms.length}`, target, {}, {});
    const ours = this.#ours(comm);
    this.#targets.get(target)?.(ours);
    return comm;
  }

  /** The page's side of the model that stands for it. */
  model(widget: { modelId(): string | undefined }): PageComm {
    const id = widget.modelId();
    const found = this.comms.find((comm) => comm.id === id);
    if (!found) throw new Error(`no model ${id}`);
    return found;
  }

  #ours(comm: PageComm): Comm {
    this.comms.push(comm);
    return {
      id: comm.id,
      send: (data) => comm.sent.push(structuredClone(data) as Data),
      onMessage: (listener) => (comm.onMessage = listener),
      onClose: (listener) => (comm.onClose = listener),
      close: () => (comm.closed = true),
    };
  }
}
