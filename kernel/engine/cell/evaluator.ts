import { Session, type Runtime } from "node:inspector";
import { promiseHooks } from "node:v8";
import { Error, Object, Reflect, Set } from "../own.js";

/** How an evaluation ended. */
export type Completion =
  | { type: "value"; value: unknown }
  | { type: "thrown"; error: unknown; line: number; column: number; refused: boolean }
  /** It was terminated. */
  | { type: "none" };

type Evaluate = Runtime.EvaluateParameterType & { replMode: boolean };

const GROUP = "cell";
const HAND_OVER = "__gradlabHandOver";

/**
 * Evaluates scripts as V8's console does: `let` and `const` may be declared again, `await` stands
 * at the top level, and all of it runs at full speed.
 */
export class Evaluator {
  readonly #session = new Session();
  readonly #handOver: string;
  #handed: unknown;
  /** Promises of the evaluations that are not over, see {@link Evaluator.evaluate}. */
  readonly #pending = new Set<unknown>();

  constructor() {
    this.#session.connect();
    const receiver = (value: unknown) => (this.#handed = value);
    Object.defineProperty(globalThis, HAND_OVER, { value: receiver, configurable: true });
    let id: string | undefined;
    this.#session.post("Runtime.evaluate", { expression: HAND_OVER }, (_, { result }) => {
      id = result.objectId;
    });
    Reflect.deleteProperty(globalThis, HAND_OVER);
    if (id === undefined) throw new Error("Evaluator: expected the inspector to answer at once");
    this.#handOver = id;
  }

  /**
   * The first promise that an evaluation makes is its own. We hold it until it settles: if it awaits
   * what nobody can settle, it would be collected as garbage, of which the inspector would tell us in
   * the midst of the collection, where no JavaScript may run; Node 22 and later end themselves then.
   */
  evaluate(expression: string, then: (completion: Completion) => void): void {
    let own: unknown;
    const stop = promiseHooks.onInit((promise) => {
      this.#pending.add((own = promise));
      stop();
    }) as () => void;
    const options: Evaluate = {
      expression,
      replMode: true,
      awaitPromise: true,
      generatePreview: false,
      objectGroup: GROUP,
    };
    this.#session.post("Runtime.evaluate", options, (failure: Error | null, answer) => {
      this.#pending.delete(own);
      // A script that does not even compile has made none.
      then(failure ? { type: "none" } : this.#complete(answer, own === undefined));
    });
    if (own === undefined) stop();
  }

  #complete(
    { result, exceptionDetails }: Runtime.EvaluateReturnType,
    refused: boolean,
  ): Completion {
    const completion: Completion = exceptionDetails
      ? {
          type: "thrown",
          error: this.#take(exceptionDetails.exception),
          line: exceptionDetails.lineNumber,
          column: exceptionDetails.columnNumber,
          refused,
        }
      : { type: "value", value: this.#take(result) };
    // What has no id is held by nobody.
    if (exceptionDetails || result.objectId !== undefined)
      this.#session.post("Runtime.releaseObjectGroup", { objectGroup: GROUP });
    return completion;
  }

  /** The value itself, for the inspector only describes it. */
  #take(remote: Runtime.RemoteObject | undefined): unknown {
    if (remote?.objectId === undefined && remote?.unserializableValue === undefined)
      return remote?.subtype === "null" ? null : (remote?.value as unknown);
    const { objectId, unserializableValue } = remote;
    this.#session.post("Runtime.callFunctionOn", {
      functionDeclaration: "function (value) { this(value); }",
      objectId: this.#handOver,
      arguments: [objectId === undefined ? { unserializableValue } : { objectId }],
    });
    const value = this.#handed;
    this.#handed = undefined;
    return value;
  }
}
