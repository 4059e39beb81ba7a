import { describeFailure } from "../engine/cell/stack/failure.js";
import { toBundle } from "../engine/cell/display/bundle.js";
import { captureInto, type DisplayContent, type OutputItem, type Receiver } from "./capture.js";
import { findComms } from "./comms.js";
import { viewClass } from "./view-class.js";

export interface OutputState {
  /** What it shows, in the form in which notebooks keep outputs. */
  outputs: readonly OutputItem[];
}

/** The page gets what is shown no more often than this, in milliseconds. */
const OFTEN = 50;

const OutputBase = viewClass<OutputState>({
  model: "OutputModel",
  view: "OutputView",
  module: "output",
  summary: ["outputs"],
  defaults: { outputs: [] },
  toPage: (changed) => ({ msg_id: "", ...changed }),
});

/**
 * A place in the page for what code prints and displays. It is kept in the notebook, too.
 *
 * @example
 * const output = new Output();
 * await output.capture(() => console.log("here"));
 * output
 */
export class Output extends OutputBase {
  #latest = 0;

  /**
   * Runs `code`, sync or async; what it prints and displays, and its error, is shown here. What was
   * shown before stays until there is something new, so that nothing flickers.
   *
   * @param options.keep whether to add to what is shown (default false)
   * @param options.result whether to show what `code` returns (default false)
   */
  async capture(
    code: () => unknown,
    { keep = false, result = false }: { keep?: boolean; result?: boolean } = {},
  ): Promise<void> {
    if (!findComms()) return say(code, result);
    const run = ++this.#latest;
    const show = (items: readonly OutputItem[]) => {
      // An earlier run that goes on printing must not overwrite a later one.
      if (run === this.#latest) this.outputs = items;
    };
    const recorder = new Recorder(keep ? this.outputs : [], show);
    await captureInto(recorder, async () => {
      try {
        const value = await code();
        const bundle = result ? await toBundle(value) : undefined;
        if (bundle) recorder.display("display_data", bundle);
      } catch (error) {
        recorder.fail(error);
      }
    });
    recorder.flush();
  }

  override toString(): string {
    return this.outputs.map(textOf).join("\n");
  }

  /** Shows nothing any more. */
  clear(): void {
    this.#latest++;
    this.outputs = [];
  }
}

function textOf(item: OutputItem): string {
  if (item.output_type === "stream") return item.text.trimEnd();
  if (item.output_type === "error") return `${item.ename}: ${item.evalue}`;
  const text = item.data["text/plain"];
  return typeof text === "string" ? text : Object.keys(item.data).join(", ");
}

/** Where there is no page, what is shown stays in the text that the program prints. */
async function say(code: () => unknown, result: boolean): Promise<void> {
  try {
    const value = await code();
    const bundle = result ? await toBundle(value) : undefined;
    if (bundle) console.log(bundle.data["text/plain"]);
  } catch (error) {
    console.error(describeFailure(error).traceback.join("\n"));
  }
}

/** Gathers what is shown into a list as notebooks keep it. */
class Recorder implements Receiver {
  #items: OutputItem[];
  readonly #show: (items: readonly OutputItem[]) => void;
  readonly #places = new Map<string, number[]>();
  #timer: NodeJS.Timeout | undefined;
  #replace = false;

  constructor(items: readonly OutputItem[], show: (items: readonly OutputItem[]) => void) {
    this.#items = [...items];
    this.#show = show;
  }

  print(name: "stdout" | "stderr", text: string): void {
    this.#clearIfAsked();
    const last = this.#items.at(-1);
    if (last?.output_type === "stream" && last.name === name)
      this.#items[this.#items.length - 1] = { ...last, text: last.text + text };
    else this.#items.push({ output_type: "stream", name, text });
    this.#changed();
  }

  display(type: string, content: DisplayContent): void {
    const { data = {}, metadata = {}, transient, wait = false } = content;
    if (type === "clear_output") {
      this.#replace = true;
      if (!wait) this.#clearIfAsked();
      this.#changed();
      return;
    }
    const item: OutputItem = { output_type: "display_data", data, metadata };
    const id = transient?.display_id;
    const places = id === undefined ? [] : (this.#places.get(id) ?? []);
    for (const place of places) this.#items[place] = item;
    if (type === "display_data") {
      this.#clearIfAsked();
      if (id !== undefined) this.#places.set(id, [...places, this.#items.length]);
      this.#items.push(item);
    }
    this.#changed();
  }

  fail(error: unknown): void {
    const { name, message, traceback } = describeFailure(error);
    this.#clearIfAsked();
    this.#items.push({ output_type: "error", ename: name, evalue: message, traceback });
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#show([...this.#items]);
  }

  #clearIfAsked(): void {
    if (this.#replace) this.#items = [];
    if (this.#replace) this.#places.clear();
    this.#replace = false;
  }

  #changed(): void {
    this.#timer ??= setTimeout(() => this.flush(), OFTEN);
  }
}
