import { randomUUID } from "node:crypto";
import { spawn, type ChildProcess } from "node:child_process";
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Dealer, Request, Subscriber } from "zeromq";
import { diedOfPorts, KernelDied } from "../../kernel/notebook/client.js";
import { onFreePorts, type Connection } from "../../kernel/notebook/connection.js";
import type { KernelSpec } from "../../kernel/spec.js";
import { fromFrames, toFrames } from "../../kernel/wire/frames.js";
import { newMessage, type Message } from "../../kernel/wire/message.js";

export type Content = Record<string, unknown>;

/** All that a cell caused: its reply and what went to iopub under its name, in order. */
export interface Ran {
  reply: Content;
  messages: Message[];
  stdout: string;
  stderr: string;
  /** The text/plain of its result, without colors; undefined if it has none. */
  result: string | undefined;
  displays: Content[];
  error: { ename: string; evalue: string; traceback: string } | undefined;
  ms: number;
}

type Channel = "shell" | "control";
interface Waiting {
  channel: Channel | "iopub";
  matches(message: Message): boolean;
  settle(message: Message): void;
}

/**
 * A bare Jupyter client that sees every message of a kernel: what the conformance table and the
 * benchmark ask any kernel with, ours and its peers alike.
 */
export class Probe {
  readonly session = randomUUID();
  /** All that was heard on iopub, in order. */
  readonly heard: Message[] = [];
  printed = "";
  readonly exited: Promise<number | null>;
  private readonly sockets: Record<Channel | "stdin", Dealer>;
  private readonly iopub = new Subscriber({ linger: 0, receiveHighWaterMark: 0 });
  private readonly waiting = new Set<Waiting>();
  private readonly early: { channel: Channel; message: Message }[] = [];
  onInput: (prompt: string) => string = () => "";

  private constructor(
    readonly spec: KernelSpec,
    readonly process: ChildProcess,
    readonly connection: Connection,
    private readonly history: string,
  ) {
    const dealer = () =>
      new Dealer({
        linger: 0,
        receiveHighWaterMark: 0,
        reconnectInterval: 5,
        routingId: this.session,
      });
    this.sockets = { shell: dealer(), control: dealer(), stdin: dealer() };
    for (const [name, socket] of Object.entries(this.sockets)) {
      socket.connect(connection.address[name as Channel]);
      void this.listen(name as Channel | "stdin", socket);
    }
    this.iopub.connect(connection.address.iopub);
    this.iopub.subscribe();
    void this.listen("iopub", this.iopub);
    this.exited = new Promise((resolve) => process.once("exit", resolve));
    const keep = (chunk: Buffer) =>
      (this.printed = (this.printed + chunk.toString()).slice(-20_000));
    process.stdout?.on("data", keep);
    process.stderr?.on("data", keep);
  }

  /** Starts a kernel and waits until it answers and its output is heard. */
  static start(spec: KernelSpec, options: { cwd?: string } = {}): Promise<Probe> {
    return onFreePorts((connection) => Probe.startOn(connection, spec, options), diedOfPorts);
  }

  private static async startOn(
    connection: Connection,
    spec: KernelSpec,
    options: { cwd?: string },
  ): Promise<Probe> {
    const [command, ...args] = spec.argv.map((part) =>
      part.replaceAll("{connection_file}", connection.file),
    );
    // Other kernels of this user's, in tests that run beside this one, write to the common history.
    const history = join(tmpdir(), `gradlab-history-${randomUUID()}.jsonl`);
    const child = spawn(command, args, {
      cwd: options.cwd ?? process.cwd(),
      env: { ...process.env, GRADLAB_HISTORY: history, ...spec.env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    const probe = new Probe(spec, child, connection, history);
    try {
      await probe.ready();
    } catch (error) {
      await probe.close();
      throw error;
    }
    connection.close();
    return probe;
  }

  /** From the process's start to the first answer, and until its output is heard. */
  readonly startup = { began: performance.now(), answered: 0 };

  private async ready(): Promise<void> {
    const first = this.ask("control", "kernel_info_request", {});
    await Promise.race([first, this.dead(), late("kernel_info", 60_000)]);
    this.startup.answered = performance.now() - this.startup.began;
    for (;;) {
      const count = this.heard.length;
      await this.ask("shell", "kernel_info_request", {});
      await wait(5);
      if (this.heard.length > count) return;
    }
  }

  private async dead(): Promise<never> {
    const code = await this.exited;
    throw new KernelDied({ code, signal: null, printed: this.printed });
  }

  send(
    channel: Channel | "stdin",
    type: string,
    content: Content,
    extra: Partial<Message> = {},
  ): Message {
    const message = { ...newMessage(type, content, this.session), ...extra };
    void this.sendFrames(channel, toFrames(message, this.connection.key));
    return message;
  }

  private readonly queues: Partial<Record<string, Promise<void>>> = {};
  sendFrames(channel: Channel | "stdin", frames: Uint8Array[]): Promise<void> {
    const before = this.queues[channel] ?? Promise.resolve();
    return (this.queues[channel] = before.then(() => this.sockets[channel].send(frames)));
  }

  /** Sends a request and gives its reply's message. */
  async ask(channel: Channel, type: string, content: Content, limit = 60_000): Promise<Message> {
    const request = this.send(channel, type, content);
    return this.answerTo(request, channel, limit);
  }

  answerTo(request: Message, channel: Channel = "shell", limit = 60_000): Promise<Message> {
    const isAnswer = (message: Message) => message.parentHeader.msg_id === request.header.msg_id;
    const at = this.early.findIndex((one) => one.channel === channel && isAnswer(one.message));
    if (at >= 0) return Promise.resolve(this.early.splice(at, 1)[0].message);
    return this.next(channel, isAnswer, `an answer to ${request.header.msg_type}`, limit);
  }

  /** The next message that matches on a channel, or an error after `limit` ms. */
  async next(
    channel: Channel | "iopub",
    matches: (message: Message) => boolean,
    what: string,
    limit = 60_000,
  ): Promise<Message> {
    let waiting: Waiting | undefined;
    const found = new Promise<Message>((settle) => {
      waiting = { channel, matches, settle };
      this.waiting.add(waiting);
    });
    try {
      return await Promise.race([found, late(what, limit)]);
    } finally {
      if (waiting) this.waiting.delete(waiting);
    }
  }

  /** Starts a cell; `done` resolves with its reply and all its output. */
  start(
    code: string,
    options: Content = {},
    limit = 60_000,
  ): { request: Message; done: Promise<Ran> } {
    const began = performance.now();
    const request = this.send("shell", "execute_request", {
      code,
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: true,
      stop_on_error: true,
      ...options,
    });
    const id = request.header.msg_id;
    const idle = this.next("iopub", (m) => isIdle(m, id), `idle after ${code.slice(0, 40)}`, limit);
    const reply = this.answerTo(request, "shell", limit);
    const done = Promise.all([reply, idle]).then(([answer]) =>
      this.gather(id, answer.content, performance.now() - began),
    );
    done.catch(() => undefined);
    return { request, done };
  }

  run(code: string, options: Content = {}, limit?: number): Promise<Ran> {
    return this.start(code, options, limit).done;
  }

  of(id: string): Message[] {
    return this.heard.filter((message) => message.parentHeader.msg_id === id);
  }

  private gather(id: string, reply: Content, ms: number): Ran {
    const messages = this.of(id);
    const contents = (type: string) =>
      messages.filter((m) => m.header.msg_type === type).map((m) => m.content);
    const stream = (name: string) =>
      contents("stream")
        .flatMap((c) => (c.name === name ? [c.text as string] : []))
        .join("");
    const result = contents("execute_result")[0] as { data: Content } | undefined;
    const error = contents("error")[0] as
      { ename: string; evalue: string; traceback: string[] } | undefined;
    return {
      reply,
      messages,
      stdout: stream("stdout"),
      stderr: stream("stderr"),
      result: result && plain(result.data["text/plain"] as string),
      displays: contents("display_data"),
      error: error && { ...error, traceback: plain(error.traceback.join("\n")) },
      ms,
    };
  }

  /** As the kernel's specification asks for it: by message or by signal. */
  async interrupt(mode = this.spec.interrupt_mode ?? "signal"): Promise<void> {
    if (mode === "message") await this.ask("control", "interrupt_request", {}, 10_000);
    else if (this.process.pid !== undefined) process.kill(this.process.pid, "SIGINT");
  }

  async beat(limit = 2000): Promise<void> {
    const heart = new Request({ linger: 0, sendTimeout: limit, receiveTimeout: limit });
    heart.connect(this.connection.address.hb);
    try {
      await heart.send("ping");
      const [pong] = await heart.receive();
      if (pong.toString() !== "ping") throw new Error(`heartbeat: got ${pong.toString()}`);
    } finally {
      heart.close();
    }
  }

  async close(): Promise<void> {
    this.send("control", "shutdown_request", { restart: false });
    await Promise.race([this.exited, wait(3000)]);
    this.kill();
    await this.exited;
    for (const socket of [...Object.values(this.sockets), this.iopub]) socket.close();
    this.connection.close();
    rmSync(this.history, { force: true });
  }

  kill(): void {
    try {
      if (this.process.pid !== undefined) process.kill(-this.process.pid, "SIGKILL");
    } catch {
      // It has ended, and so has all that it started in its group.
    }
  }

  private async listen(channel: Channel | "stdin" | "iopub", socket: Dealer | Subscriber) {
    try {
      for await (const frames of socket) {
        if (frames.length < 6) continue; // a welcome has no parent: not asked about here
        const message = fromFrames(frames, this.connection.key);
        if (channel === "stdin") {
          const value = this.onInput(message.content.prompt as string);
          this.send("stdin", "input_reply", { value }, { parentHeader: message.header });
          continue;
        }
        if (channel === "iopub") this.heard.push(message);
        let taken = false;
        for (const one of [...this.waiting]) {
          if (one.channel !== channel || !one.matches(message)) continue;
          taken = true;
          one.settle(message);
        }
        if (!taken && channel !== "iopub") this.early.push({ channel, message });
      }
    } catch (error) {
      if (!socket.closed) throw error;
    }
  }
}

export const isIdle = (message: Message, id: string): boolean =>
  message.header.msg_type === "status" &&
  message.content.execution_state === "idle" &&
  message.parentHeader.msg_id === id;

/** Without ANSI colors. */
export const plain = (text: string): string => text.replace(/\u001b\[[0-9;]*m/g, "");

async function late(what: string, ms: number): Promise<never> {
  await wait(ms, undefined, { ref: false });
  throw new Error(`expected ${what} within ${ms} ms, got none`);
}
