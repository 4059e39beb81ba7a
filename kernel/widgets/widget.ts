import { inspect } from "node:util";
import { findComms, type Comm } from "./comms.js";
import { models, serveStates } from "./control.js";
import {
  fromWireName,
  nameFields,
  PROTOCOL_VERSION,
  reference,
  TARGET,
  toWireName,
  VIEW_MIME,
  type Names,
  type Wire,
} from "./wire.js";

const DISPLAY: unique symbol = Symbol.for("Jupyter.display");
// By its name, so that the declarations of this file need none of Node's.
const INSPECT: unique symbol = Symbol.for("nodejs.util.inspect.custom");

/** What a listener is told of a change. */
export interface Change<Value> {
  value: Value;
  old: Value;
}

type Listener = (change: Change<never>) => unknown;

/** What a class of widgets is, besides its methods. */
export interface WidgetSpec<State> extends Names {
  defaults: State;
  /**
   * Judges a state before it is taken.
   *
   * @param changed what is being set; the rest may be adapted to it
   * @returns the state to take
   * @throws {RangeError | TypeError} where, what, expected, got
   */
  check?(state: State, changed: Partial<State>): State;
  /** What the page is told of changed properties, if it knows others than we do. */
  toPage?(changed: Partial<State>, state: State): Record<string, unknown>;
  fromPage?(changed: Record<string, unknown>, state: State): Partial<State>;
  /** What is shown in text; else the value. */
  summary?: readonly (keyof State & string)[];
}

/**
 * Something in the page that a variable here stands for. Setting a property changes it in the page,
 * and what the reader does there changes the property.
 */
export class Widget<State extends object> {
  readonly #spec: WidgetSpec<State>;
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #messageListeners = new Set<(content: unknown) => unknown>();
  #state: State;
  #comm: Comm | undefined;

  constructor(spec: WidgetSpec<State>, options: Partial<State> = {}) {
    const given = Object.fromEntries(
      Object.entries(options).filter(([, value]) => value !== undefined),
    ) as Partial<State>;
    const unknown = Object.keys(given).find((name) => !(name in spec.defaults));
    if (unknown !== undefined)
      throw new TypeError(
        `${new.target.name}: expected options out of ${Object.keys(spec.defaults).join(", ")}, got ${unknown}`,
      );
    this.#spec = spec;
    this.#state = this.#judge(given, spec.defaults);
  }

  /**
   * Calls `listener` whenever the property changes, here or in the page.
   *
   * @returns a function that stops that
   * @example slider.observe("value", ({ value, old }) => console.log(old, "→", value));
   */
  observe<Name extends keyof State & string>(
    name: Name,
    listener: (change: Change<State[Name]>) => unknown,
  ): () => void {
    if (!(name in this.#state))
      throw new TypeError(
        `${this.constructor.name}.observe: expected one of ${Object.keys(this.#state).join(", ")}, got ${name}`,
      );
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  /** Sets several properties at once, judged together. */
  set(changes: Partial<State>): void {
    const before = this.#state;
    this.#state = this.#judge(changes, before);
    const names = this.#difference(before);
    this.#send("update", names);
    this.#notify(names, before);
  }

  /** Its state as it is; changes by {@link set}. */
  get state(): Readonly<State> {
    return this.#state;
  }

  /** Takes it out of the page; its properties stay. */
  close(): void {
    this.#comm?.close();
    this.#forget();
  }

  /** The widget as it is shown: a live view in a notebook, else text. */
  [DISPLAY](): Record<string, unknown> {
    const text = { "text/plain": this.toString() };
    const model_id = this.modelId();
    if (model_id === undefined) return text;
    return { [VIEW_MIME]: { version_major: 2, version_minor: 0, model_id }, ...text };
  }

  [INSPECT](): string {
    return this.toString();
  }

  toString(): string {
    const { summary = ["value"] } = this.#spec;
    const parts = (summary as (keyof State & string)[])
      .filter((name) => name in this.#state)
      .map((name) => `${name}: ${inspect(this.#state[name], { depth: 1 })}`);
    const { name } = this.constructor;
    return parts.length === 0 ? name : `${name} { ${parts.join(", ")} }`;
  }

  /** The name of its model in the page, which is made now if it was not; none without a page. */
  modelId(): string | undefined {
    if (this.#comm) return this.#comm.id;
    const comms = findComms();
    if (!comms) return undefined;
    serveStates(comms);
    const data = { state: this.wireState(), buffer_paths: [] };
    const comm = comms.open(TARGET, data, { version: PROTOCOL_VERSION });
    this.#comm = comm;
    models.set(comm.id, this);
    comm.onMessage((message) => this.#receive(message as Message));
    comm.onClose(() => this.#forget());
    return comm.id;
  }

  /** All that the page must know of it. */
  wireState(): Wire {
    return { ...nameFields(this.#spec), ...this.#toWire(this.#state) };
  }

  /** Calls `listener` with what the page says besides properties: a click for example. */
  protected onMessage(listener: (content: unknown) => unknown): () => void {
    this.#messageListeners.add(listener);
    return () => void this.#messageListeners.delete(listener);
  }

  #toWire(changed: Partial<State>): Wire {
    const seen = this.#spec.toPage?.(changed, this.#state) ?? changed;
    return Object.fromEntries(
      Object.entries(seen).map(([name, value]) => [toWireName(name), serialize(value)]),
    );
  }

  #fromWire(wire: Wire): Partial<State> {
    const named = Object.entries(wire).map(([name, value]) => [fromWireName(name), value] as const);
    const changed = Object.fromEntries(named);
    const ours = Object.entries(this.#spec.fromPage?.(changed, this.#state) ?? changed);
    // Other widgets come as references: their place in this one is decided here, not in the page.
    const own = ours.filter(([name, value]) => name in this.#state && !isReference(value));
    return Object.fromEntries(own) as Partial<State>;
  }

  #judge(changes: Partial<State>, before: State): State {
    const state = { ...before, ...changes };
    return this.#spec.check?.(state, changes) ?? state;
  }

  #difference(before: State): (keyof State & string)[] {
    return this.#names().filter((name) => !Object.is(this.#state[name], before[name]));
  }

  #names(): (keyof State & string)[] {
    return Object.keys(this.#state) as (keyof State & string)[];
  }

  #receive({ method, state = {}, content }: Message): void {
    if (method === "request_state") this.#send("update", this.#names());
    else if (method === "custom")
      for (const listener of this.#messageListeners) run(listener, content);
    else if (method === "update") this.#take(state);
  }

  #take(wire: Wire): void {
    const before = this.#state;
    try {
      this.#state = this.#judge(this.#fromWire(wire), before);
    } catch {
      // The page disagrees with us: it shall show what is.
      this.#send("update", this.#names());
      return;
    }
    // Other pages that show this notebook follow the one in which it happened.
    this.#comm?.send({ method: "echo_update", state: wire, buffer_paths: [] });
    this.#notify(this.#difference(before), before);
  }

  #send(method: string, names: readonly (keyof State & string)[]): void {
    if (!this.#comm || names.length === 0) return;
    const changed = Object.fromEntries(names.map((name) => [name, this.#state[name]]));
    const state = this.#toWire(changed as Partial<State>);
    this.#comm.send({ method, state, buffer_paths: [] });
  }

  #notify(names: readonly (keyof State & string)[], before: State): void {
    for (const name of names) {
      const change = { value: this.#state[name], old: before[name] } as Change<never>;
      for (const listener of this.#listeners.get(name) ?? []) run(listener, change);
    }
  }

  #forget(): void {
    if (this.#comm) models.delete(this.#comm.id);
    this.#comm = undefined;
  }
}

/** A widget of any class. */
export type AnyWidget = Pick<
  Widget<object>,
  "state" | "modelId" | "close" | "wireState" | "toString"
>;

interface Message {
  method: string;
  state?: Wire;
  content?: unknown;
}

/**
 * The base of a class of widgets whose properties are those of `State`.
 *
 * @example class Text extends widgetClass<TextState>({ model: "TextModel", … }) {}
 */
export function widgetClass<State extends object>(
  spec: WidgetSpec<State>,
): new (options?: Partial<State>) => Widget<State> & State {
  class Base extends Widget<State> {
    constructor(options?: Partial<State>) {
      super(spec, options);
    }
  }
  defineProperties(Base.prototype, Object.keys(spec.defaults));
  return Base as unknown as new (options?: Partial<State>) => Widget<State> & State;
}

/** Makes the names of a state properties of the widgets that hold it. */
export function defineProperties(prototype: object, names: readonly string[]): void {
  for (const name of names)
    Object.defineProperty(prototype, name, {
      get(this: Widget<Record<string, unknown>>) {
        return this.state[name];
      },
      set(this: Widget<Record<string, unknown>>, value: unknown) {
        this.set({ [name]: value });
      },
      configurable: true,
    });
}

/** One listener's error is said, and keeps nobody else from being told. */
function run<Value>(listener: (value: Value) => unknown, value: Value): void {
  const complain = (error: unknown) => console.error(error);
  try {
    const result = listener(value);
    if (result instanceof Promise) result.catch(complain);
  } catch (error) {
    complain(error);
  }
}

function serialize(value: unknown): unknown {
  if (value instanceof Widget) return reference(String((value as AnyWidget).modelId()));
  if (Array.isArray(value)) return value.map(serialize);
  return value;
}

function isReference(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isReference);
  return typeof value === "string" && value.startsWith(reference(""));
}
