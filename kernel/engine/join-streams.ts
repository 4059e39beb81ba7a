import type { Output } from "./engine.js";

type Text = Extract<Output, { type: "stream" }>;

const DELAY = 10;
const LIMIT = 64 * 1024;

/** Joins printed text into few outputs: what comes within 10 ms, up to 64 KB, is one. */
export class JoinedStreams {
  readonly #listener: (output: Output) => void;
  #held: Text | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(listener: (output: Output) => void) {
    this.#listener = listener;
  }

  /** Anything but text goes through at once, after the text that came before it. */
  add(output: Output): void {
    if (output.type !== "stream") {
      this.flush();
      this.#listener(output);
      return;
    }
    const held = this.#held;
    if (held?.cell === output.cell && held.name === output.name) held.text += output.text;
    else {
      this.flush();
      this.#held = { ...output };
      this.#timer = setTimeout(() => this.flush(), DELAY);
    }
    if ((this.#held?.text.length ?? 0) >= LIMIT) this.flush();
  }

  flush(): void {
    clearTimeout(this.#timer);
    const held = this.#held;
    this.#held = undefined;
    if (held) this.#listener(held);
  }
}
