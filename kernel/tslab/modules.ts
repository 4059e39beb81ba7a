import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/**
 * The parts of tslab 1.0.22 that the repairs touch. They are CommonJS modules that look each other's
 * functions up at the time of the call, so a function can be replaced before the kernel starts.
 */
export interface Tslab {
  main: { startKernel(options: { configPath: string; enableFindLocal: boolean }): void };
  executor: { createExecutor: CreateExecutor };
  jupyter: {
    lastWriteDisplayData: WriteDisplayData | null;
    JupyterHandlerImpl: { prototype: Handler };
    ZmqServer: { prototype: Server };
  };
  util: { TaskQueue: { prototype: TaskQueue } };
}

export type CreateExecutor = (
  folder: string,
  converters: unknown,
  console: CellConsole,
) => Executor;

/** Gets the values of last expressions (`log`) and what went wrong in a cell (`error`). */
export interface CellConsole {
  log: (...values: unknown[]) => void;
  error: (...values: unknown[]) => void;
}
export interface Executor {
  execute(source: string): Promise<boolean>;
  interrupt(): void;
}
export interface DisplayContent {
  data: Record<string, unknown>;
  metadata: Record<string, unknown>;
  transient: { display_id?: string };
}
export type WriteDisplayData = (content: DisplayContent, update: boolean) => void;
export type WriteStream = (name: string, text: string) => void;

export interface Handler {
  execQueue: TaskQueue;
  /** How many cells have been run. */
  execCount: number;
  handleKernel(): KernelInfo;
  handleExecute(
    content: unknown,
    writeStream: WriteStream,
    writeDisplayData: WriteDisplayData,
  ): Promise<ExecuteReply>;
  /** Called when it is the cell's turn; `handleExecute` puts it in the queue. */
  handleExecuteImpl(
    content: object,
    writeStream: WriteStream,
    writeDisplayData: WriteDisplayData,
  ): Promise<unknown>;
  createWriteToIopub(name: string, write: WriteStream): (chunk: string | Uint8Array) => boolean;
}
export interface KernelInfo {
  implementation: string;
  implementation_version: string;
  banner: string;
  language_info: Record<string, unknown>;
}
export interface ExecuteReply {
  status: "ok" | "error" | "abort" | "aborted";
  execution_count?: number;
}
export interface TaskQueue {
  reset(delay?: number): void;
}
export interface Server {
  handler: Handler;
  connInfo: { key: string };
  iopub: OutgoingSocket;
  shell: OutgoingSocket;
  control: OutgoingSocket;
  stdin: OutgoingSocket;
  hb: OutgoingSocket;
  bindSocket(socket: OutgoingSocket, port: number): Promise<void>;
  handleExecute(socket: OutgoingSocket, message: Message): Promise<void>;
  close(): void;
}
export interface Message {
  header: { msg_type: string };
  content: unknown;
  createReply(): Message;
  signAndSend(key: string, socket: OutgoingSocket): void;
}
export type RunInThisContext = (code: string, options?: { breakOnSigint?: boolean }) => unknown;
export interface OutgoingSocket {
  sendHighWaterMark?: number;
  send(frames: unknown): Promise<void>;
  close(): void;
}

const folder = dirname(createRequire(import.meta.url).resolve("tslab/package.json"));

/** Resolves as tslab itself does: its own TypeScript, the same zeromq. */
export const requireFromTslab = createRequire(join(folder, "dist", "main.js"));

export function loadTslab(): Tslab {
  return {
    main: requireFromTslab("./main.js") as Tslab["main"],
    executor: requireFromTslab("./executor.js") as Tslab["executor"],
    jupyter: requireFromTslab("./jupyter.js") as Tslab["jupyter"],
    util: requireFromTslab("./util.js") as Tslab["util"],
  };
}
