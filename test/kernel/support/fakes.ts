import type {
  CommMessage,
  Engine,
  EngineListeners,
  Outcome,
  RunnableCell,
} from "../../../kernel/engine/engine.js";
import { History } from "../../../kernel/history/history.js";
import { startKernel, type RunningKernel } from "../../../kernel/kernel.js";
import type { CellSource, Language, PreparedCell } from "../../../kernel/language/language.js";
import { MemoryTransport } from "./memory-transport.js";

/** A language whose answers a test can replace. */
export class FakeLanguage implements Language {
  forgotten = 0;
  prepare = (cell: CellSource): Promise<PreparedCell> =>
    Promise.resolve({ errors: [], javascript: cell.code, sourceMap: "{}" });
  withdrawn = 0;
  withdraw(): Promise<void> {
    this.withdrawn++;
    return Promise.resolve();
  }
  translate: Language["translate"] = (javascript) => Promise.resolve({ javascript });
  complete: Language["complete"] = (_code, cursor) =>
    Promise.resolve({ matches: ["map"], types: ["method"], start: cursor - 2, end: cursor });
  inspect: Language["inspect"] = () => Promise.resolve(undefined);
  isComplete: Language["isComplete"] = () => Promise.resolve({ status: "complete" });
  forget(): Promise<void> {
    this.forgotten++;
    return Promise.resolve();
  }
  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** An engine that runs what a test says a cell's text does. */
export class FakeEngine implements Engine {
  readonly ran: RunnableCell[] = [];
  readonly comms: [CommMessage, string][] = [];
  readonly answers: string[] = [];
  inspector = { post: () => Promise.resolve({}), onEvent: () => undefined };
  private stop: ((outcome: Outcome) => void) | undefined;

  constructor(
    readonly listeners: EngineListeners,
    private readonly does: (cell: RunnableCell, engine: FakeEngine) => Promise<Outcome>,
  ) {}

  run(cell: RunnableCell): Promise<Outcome> {
    this.ran.push(cell);
    const stopped = new Promise<Outcome>((resolve) => (this.stop = resolve));
    return Promise.race([this.does(cell, this), stopped]);
  }

  interrupt(): Promise<void> {
    this.stop?.(failure("KernelInterrupted", "stopped"));
    return Promise.resolve();
  }

  receiveComm(message: CommMessage, id: string): Promise<void> {
    this.comms.push([message, id]);
    return Promise.resolve();
  }

  answer(text: string): void {
    this.answers.push(text);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

export function failure(name: string, message: string): Outcome {
  return { status: "error", name, message, traceback: [`${name}: ${message}`] };
}

/** What cells do by their first word: `value X`, `print X`, `throw X`, `refuse X`, `wait`, `ask X`. */
async function obey(cell: RunnableCell, { listeners }: FakeEngine): Promise<Outcome> {
  const [, verb, text] = /^(\w*) ?(.*)$/s.exec(cell.javascript) ?? [];
  const ok = (plain?: string): Outcome => ({
    status: "ok",
    ...(plain === undefined ? {} : { result: { data: { "text/plain": plain }, metadata: {} } }),
    userExpressions: {},
  });
  if (verb === "value") return ok(text);
  if (verb === "throw") return failure("Error", text);
  if (verb === "refuse") return Object.assign(failure("SyntaxError", text), { refused: true });
  if (verb === "wait") return new Promise(() => undefined);
  if (verb === "print")
    await listeners.onOutput({ cell: cell.id, type: "stream", name: "stdout", text });
  if (verb === "ask") {
    listeners.onQuestion({ cell: cell.id, prompt: text, password: false });
    return new Promise(() => undefined);
  }
  return ok();
}

export interface FakeKernel {
  transport: MemoryTransport;
  language: FakeLanguage;
  engine: FakeEngine;
  kernel: RunningKernel;
  logged: string[];
  ended: () => boolean;
}

/** A kernel without sockets, TypeScript or processes. */
export function fakeKernel(does = obey): FakeKernel {
  const transport = new MemoryTransport();
  const language = new FakeLanguage();
  const logged: string[] = [];
  const log = (line: string) => void logged.push(line);
  let ended = false;
  const engines: FakeEngine[] = [];
  const kernel = startKernel({
    ...{ transport, language, log },
    ports: { shell: 1, iopub: 2, control: 3, stdin: 4, hb: 5 },
    history: new History(undefined, log),
    createEngine: (listeners) => {
      engines.push(new FakeEngine(listeners, does));
      return engines[0];
    },
    onShutDown: () => (ended = true),
  });
  return { transport, language, engine: engines[0], kernel, logged, ended: () => ended };
}
