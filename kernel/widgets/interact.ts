import { toControl, type Control, type ValueOf, type ValueWidget } from "./abbreviations.js";
import { VBox } from "./boxes.js";
import { Output } from "./output.js";

type Controls = Readonly<Record<string, Control>>;
type Values<C extends Controls> = { -readonly [Name in keyof C]: ValueOf<C[Name]> };

/** Controls, and below them what a function makes of their values. */
export class Interact extends VBox {
  /** The control of each name. */
  readonly controls: Readonly<Record<string, ValueWidget>>;
  /** Where the result is shown. */
  readonly output: Output;
  /** Settles when the function has been run with the values that are set now. */
  ready: Promise<void> = Promise.resolve();
  readonly #show: (values: never) => unknown;
  #running = false;
  #again = false;

  constructor(show: (values: never) => unknown, controls: Readonly<Record<string, ValueWidget>>) {
    const output = new Output();
    super([...Object.values(controls), output]);
    this.controls = controls;
    this.output = output;
    this.#show = show;
    for (const control of Object.values(controls))
      control.observe("value", () => {
        this.#again = true;
        if (!this.#running) this.ready = this.#run();
      });
    this.ready = this.#run();
  }

  /** Values that come while the function runs wait; of many only the last are used. */
  async #run(): Promise<void> {
    this.#running = true;
    for (this.#again = true; this.#again;) {
      await turn();
      this.#again = false;
      const values = Object.fromEntries(
        Object.entries(this.controls).map(([name, { value }]) => [name, value]),
      );
      await this.output.capture(() => this.#show(values as never), { result: true });
    }
    this.#running = false;
  }
}

/**
 * Runs a function with the values of controls, and again whenever one of them is moved. What it
 * returns, prints and displays stands below the controls and is redrawn in place; so is its error.
 * An async function is awaited.
 *
 * @param show gets an object with the value of each control
 * @param controls for each name a control or what one is made of, see {@link Control}
 * @throws {TypeError} when no control can be made of one
 * @example
 * interact(({ frequency, label }) => plot(x, sin(x.mul(frequency)), label), {
 *   frequency: [1, 10, 0.5],
 *   label: ["sine", "wave"],
 * })
 */
export function interact<const C extends Controls>(
  show: (values: Values<C>) => unknown,
  controls: C,
): Interact {
  const made = Object.entries(controls).map(
    ([name, from]) => [name, toControl(name, from)] as const,
  );
  return new Interact(show, Object.fromEntries(made));
}

/** Lets everything that waits already have its turn: the page may have sent more. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
