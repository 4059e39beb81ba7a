import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { Dealer, Subscriber } from "zeromq";
import { UserError } from "../errors.js";
import { PORT_IN_USE } from "../exit-codes.js";
import { ownSpec, requireKernel, type KernelSpec } from "../spec.js";
import { fromFrames, toFrames } from "../wire/frames.js";
import { newMessage, type Message } from "../wire/message.js";
import { onFreePorts, type Connection } from "./connection.js";
import { startProcess, type Exit, type KernelProcess } from "./kernel-process.js";

export interface StartOptions {
  /** The folder cells run in. Default: the current one. */
  cwd?: string;
  /** Default: this copy's own kernel. */
  spec?: KernelSpec;
  /** How long a kernel may take to answer at all, in milliseconds. Default: 60,000. */
  startTimeout?: number;
}
export type OnMessage = (message: Message) => void;
export interface Reply {
  status: string;
  execution_count?: number;
  [more: string]: unknown;
}

const ENDING = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** The kernel's process ended while it was needed. */
export class KernelDied extends UserError {
  override name = "KernelDied";

  constructor(readonly exit: Exit) {
    const how = exit.signal ? `signal ${exit.signal}` : `exit code ${String(exit.code)}`;
    const printed = exit.printed.trim();
    super(`kernel: the process ended (${how})` + (printed ? `; it printed:\n${printed}` : ""));
  }
}

/** Whether an error says that another program had taken one of the kernel's ports. */
export const diedOfPorts = (error: unknown): boolean =>
  error instanceof KernelDied && error.exit.code === PORT_IN_USE;

interface Request {
  reply?: Message;
  idle: boolean;
  onMessage: OnMessage | undefined;
  settle?: (reply: Message) => void;
}

/** A Jupyter client over ZeroMQ: starts a kernel, runs cells, hears its output, ends it. */
export class KernelClient {
  private readonly session = randomUUID();
  private readonly shell = new Dealer({ linger: 0, receiveHighWaterMark: 0 });
  private readonly control = new Dealer({ linger: 0 });
  private readonly iopub = new Subscriber({ linger: 0, receiveHighWaterMark: 0 });
  private readonly requests = new Map<string, Request>();
  private readonly died: Promise<never>;

  private constructor(
    private readonly process: KernelProcess,
    private readonly connection: Connection,
    private readonly interruptMode: KernelSpec["interrupt_mode"],
  ) {
    this.died = process.exited.then(async (exit) => {
      await wait(100); // what it said last is still under way
      throw new KernelDied(exit);
    });
    this.died.catch(() => undefined);
    const { shell, control, iopub } = connection.address;
    this.shell.connect(shell);
    this.control.connect(control);
    this.iopub.connect(iopub);
    this.iopub.subscribe();
    void this.listen(this.shell);
    void this.listen(this.control);
    void this.listen(this.iopub);
  }

  /** Starts a kernel and waits until it answers on all channels. */
  static async start(options: StartOptions = {}): Promise<KernelClient> {
    const { cwd = process.cwd(), spec = ownSpec(), startTimeout = 60_000 } = options;
    requireKernel(spec);
    // Who ends us now ends the kernel, too, and leaves no connection file: both wait for our exit.
    const leave = (_: NodeJS.Signals, number: number) => process.exit(128 + number);
    for (const name of ENDING) process.on(name, leave);
    try {
      return await onFreePorts(async (connection) => {
        const kernel = startProcess(spec, connection, cwd);
        const client = new KernelClient(kernel, connection, spec.interrupt_mode);
        try {
          await client.ready(startTimeout);
        } catch (error) {
          await client.close();
          throw error;
        }
        connection.close();
        return client;
      }, diedOfPorts);
    } finally {
      for (const name of ENDING) process.off(name, leave);
    }
  }

  /**
   * Runs one cell; resolves when the kernel has replied and has sent all of the cell's output.
   *
   * @param onMessage gets the output's messages, and those that come later (from timers) too
   * @throws {KernelDied} when the kernel's process ends meanwhile
   */
  async execute(code: string, onMessage?: OnMessage): Promise<Reply> {
    const content = {
      code,
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: true,
    };
    const reply = await this.request(this.shell, "execute_request", content, onMessage);
    return reply.content as Reply;
  }

  interrupt(): void {
    if (this.interruptMode === "message") {
      void this.request(this.control, "interrupt_request", {}).catch(() => undefined);
    } else {
      this.process.interrupt();
    }
  }

  /** Ends the process at once. */
  kill(): void {
    this.process.kill();
  }

  /** Asks the kernel to end, and ends it if it does not; leaves nothing behind. */
  async close(): Promise<void> {
    const request = newMessage("shutdown_request", { restart: false }, this.session);
    await this.control.send(toFrames(request, this.connection.key)).catch(() => undefined);
    const ended = this.process.exited.catch(() => undefined);
    const patience = new AbortController();
    await Promise.race([ended, wait(1000, undefined, patience).catch(() => undefined)]);
    patience.abort();
    this.process.kill();
    await ended;
    for (const socket of [this.shell, this.control, this.iopub]) socket.close();
    this.connection.close();
  }

  private async ready(timeout: number): Promise<void> {
    const end = Date.now() + timeout;
    while (Date.now() < end) {
      // Output goes only to those subscribed by then, so ask until some is heard.
      const answer = this.request(this.shell, "kernel_info_request", {});
      answer.catch(() => undefined);
      if (await Promise.race([answer, this.died, wait(200)])) return;
    }
    throw new UserError(`kernel: expected an answer within ${timeout / 1000} s, got none`);
  }

  private async request(
    socket: Dealer,
    type: string,
    content: Record<string, unknown>,
    onMessage?: OnMessage,
  ): Promise<Message> {
    const message = newMessage(type, content, this.session);
    const request: Request = { idle: false, onMessage };
    const answered = new Promise<Message>((resolve) => (request.settle = resolve));
    this.requests.set(message.header.msg_id, request);
    await socket.send(toFrames(message, this.connection.key));
    return Promise.race([answered, this.died]);
  }

  private async listen(socket: Dealer | Subscriber): Promise<void> {
    for await (const frames of socket) {
      const message = this.read(frames);
      const request = this.requests.get(message?.parentHeader.msg_id ?? "");
      if (!message || !request) continue;
      const { msg_type: type } = message.header;
      if (socket !== this.iopub) request.reply = message;
      else if (type === "status") request.idle ||= message.content.execution_state === "idle";
      else if (type !== "execute_input") request.onMessage?.(message); // the input is ours
      if (request.reply && request.idle) request.settle?.(request.reply);
    }
  }

  /** What is not signed with this connection's key was not sent by our kernel: nothing. */
  private read(frames: Buffer[]): Message | undefined {
    try {
      return fromFrames(frames, this.connection.key);
    } catch {
      return undefined;
    }
  }
}
