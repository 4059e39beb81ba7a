import { Worker } from "node:worker_threads";
import type {
  CellSource,
  Completeness,
  Completion,
  Documentation,
  Language,
  PreparedCell,
  TranslatedExpression,
} from "./language.js";
import type { Answer, Question } from "./questions.js";

/** The type service in a worker thread, so that sockets never wait for TypeScript. */
export function createLanguage({ cwd }: { cwd: string }): Language {
  return new WorkerLanguage(cwd);
}

interface Waiting {
  question: Question;
  resolve: (value: unknown) => void;
  reject: (reason: Error) => void;
}

/** A type service that dies so often before it answers will not do better. */
const maxDeaths = 3;

class WorkerLanguage implements Language {
  private worker: Worker;
  /** In the order asked; the first has been sent to the worker. */
  private queue: Waiting[] = [];
  private asked = 0;
  /** What a new worker must be told again. */
  private accepted: CellSource[] = [];
  /** The last of them, if it was the last that came. */
  private latest: CellSource | undefined;
  private isClosed = false;
  /** Since the last answer. */
  private deaths = 0;

  constructor(private readonly cwd: string) {
    this.worker = this.start();
  }

  async prepare(cell: CellSource): Promise<PreparedCell> {
    const prepared = (await this.ask({ kind: "prepare", cell })) as PreparedCell;
    this.latest = prepared.errors.length === 0 ? cell : undefined;
    if (this.latest) this.accepted.push(this.latest);
    return prepared;
  }

  async withdraw(): Promise<void> {
    await this.ask({ kind: "withdraw" });
    if (this.latest && this.accepted.at(-1) === this.latest) this.accepted.pop();
    this.latest = undefined;
  }

  async translate(expression: string): Promise<TranslatedExpression> {
    return (await this.ask({ kind: "translate", expression })) as TranslatedExpression;
  }

  async complete(code: string, cursor: number): Promise<Completion> {
    // Who types on does not wait for what was asked a letter ago.
    this.drop("complete", { matches: [], types: [], start: cursor, end: cursor });
    return (await this.ask({ kind: "complete", code, cursor })) as Completion;
  }

  async inspect(code: string, cursor: number, detail: 0 | 1): Promise<Documentation | undefined> {
    this.drop("inspect", undefined);
    const answer = await this.ask({ kind: "inspect", code, cursor, detail });
    return answer as Documentation | undefined;
  }

  async isComplete(code: string): Promise<Completeness> {
    return (await this.ask({ kind: "isComplete", code })) as Completeness;
  }

  async forget(): Promise<void> {
    this.accepted = [];
    await this.ask({ kind: "forget" });
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.fail(new Error("language: closed")); // first: until the worker has ended, it may still answer
    await this.worker.terminate();
  }

  private ask(question: Question): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.isClosed) {
        reject(new Error("language: closed"));
        return;
      }
      this.queue.push({ question, resolve, reject });
      if (this.queue.length === 1) this.send();
    });
  }

  private send(): void {
    const next = this.queue.at(0);
    if (next) this.worker.postMessage({ id: (this.asked += 1), question: next.question });
  }

  private receive(answer: Answer): void {
    this.deaths = 0;
    const answered = this.queue.shift();
    this.send();
    if ("error" in answer) answered?.reject(new Error(`language: ${answer.error}`));
    else answered?.resolve(answer.value);
  }

  /** Answers waiting questions of a kind at once, without asking. */
  private drop(kind: Question["kind"], value: unknown): void {
    const isStale = ({ question }: Waiting, at: number) => at > 0 && question.kind === kind;
    const stale = this.queue.filter(isStale);
    this.queue = this.queue.filter((each) => !stale.includes(each));
    for (const each of stale) each.resolve(value);
  }

  private start(): Worker {
    const worker = new Worker(new URL("./worker.js", import.meta.url), {
      workerData: { cwd: this.cwd },
      // A checker's objects live either for one cell or for good: more room would only lie idle.
      resourceLimits: { maxYoungGenerationSizeMb: 16 },
    });
    worker.on("message", (answer: Answer) => {
      if (worker === this.worker) this.receive(answer);
    });
    worker.once("error", (error: Error) => {
      this.restart(error);
    });
    return worker;
  }

  /** TypeScript failed for good, out of memory perhaps: the question that it failed at fails. */
  private restart(error: Error): void {
    if (this.isClosed) return;
    const reason = new Error(`language: the type service ended (${error.message})`);
    this.queue.shift()?.reject(reason);
    void this.worker.terminate();
    if ((this.deaths += 1) > maxDeaths) {
      this.isClosed = true;
      this.fail(reason);
      return;
    }
    this.worker = this.start();
    const replayed = this.accepted.map((cell): Waiting => ({
      question: { kind: "prepare", cell },
      resolve: () => undefined,
      reject: () => undefined,
    }));
    this.queue.unshift(...replayed);
    this.send();
  }

  private fail(error: Error): void {
    for (const { reject } of this.queue.splice(0)) reject(error);
  }
}
