import { tmpdir } from "node:os";
import type { DebugProtocol } from "@vscode/debugprotocol";
import ts from "typescript";
import { vi } from "vitest";
import { createDebugger } from "../../../kernel/debugger/adapter.js";
import { cellPath } from "../../../kernel/debugger/cell-path.js";
import type { Debugger } from "../../../kernel/debugger/debugger.js";
import { createEngine } from "../../../kernel/engine/create-engine.js";
import type { Engine, Outcome } from "../../../kernel/engine/engine.js";

type Body = Record<string, never> & Record<string, unknown>;

/** A real engine with a debugger, and a front end's side of the conversation. */
export class DebuggedEngine {
  readonly engine: Engine;
  readonly debugger: Debugger;
  readonly events: DebugProtocol.Event[] = [];
  readonly printed: string[] = [];
  #number = 0;
  #seq = 0;

  constructor() {
    this.engine = createEngine(
      {
        onOutput: (output) => {
          if (output.type === "stream") this.printed.push(output.text);
          return Promise.resolve();
        },
        onQuestion: () => undefined,
        onDeath: () => this.debugger.engineEnded(),
      },
      { cwd: tmpdir() },
    );
    this.debugger = createDebugger(this.engine.inspector, (event) => this.events.push(event));
  }

  /** Runs a cell, in a shape that its lines are not those of the JavaScript. */
  async run(code: string): Promise<Outcome> {
    const number = ++this.#number;
    const name = cellPath(code);
    const { outputText, sourceMapText = "" } = ts.transpileModule(code, {
      fileName: "cell.ts",
      compilerOptions: {
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.ESNext,
        sourceMap: true,
      },
    });
    const javascript = outputText.replace(/^\/\/# sourceMappingURL=.*$/m, "");
    const prepared = { name, source: code, javascript, sourceMap: sourceMapText };
    await this.debugger.cellStarts(prepared);
    const id = `cell-${number}`;
    return this.engine.run({ ...prepared, id, number, allowStdin: false, userExpressions: {} });
  }

  /** Sends a request that must succeed; the answer is the reply's body. */
  async ask(command: string, args: object = {}): Promise<Body> {
    const reply = await this.refused(command, args);
    if (!reply.success) throw new Error(`${command}: ${reply.message ?? ""}`);
    return reply.body as Body;
  }

  refused(command: string, args: object = {}): Promise<DebugProtocol.Response> {
    return this.debugger.request({
      type: "request",
      seq: ++this.#seq,
      command,
      arguments: args,
    });
  }

  async attach(): Promise<void> {
    await this.ask("initialize");
    await this.ask("attach");
  }

  /** Sets breakpoints as JupyterLab does, before the cell runs; the answer has their lines. */
  async breakAt(code: string, ...breakpoints: DebugProtocol.SourceBreakpoint[]): Promise<number[]> {
    const { sourcePath: path } = await this.ask("dumpCell", { code });
    const body = await this.ask("setBreakpoints", { source: { path }, breakpoints });
    return (body.breakpoints as DebugProtocol.Breakpoint[]).map(({ line }) => line ?? 0);
  }

  /** The next `stopped` that has not been asked for. */
  async stopped(): Promise<DebugProtocol.StoppedEvent["body"]> {
    return (await this.event("stopped")).body as DebugProtocol.StoppedEvent["body"];
  }

  async event(name: string): Promise<DebugProtocol.Event> {
    const deadline = Date.now() + 10_000;
    for (;;) {
      const index = this.events.findIndex(({ event }) => event === name);
      if (index >= 0) return this.events.splice(0, index + 1)[index];
      if (Date.now() > deadline) throw new Error(`expected the event ${name}, got none`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** Waits until a cell that runs has given a variable another value than this. */
  async changed(variable: string, from?: string): Promise<void> {
    const value = async () => {
      const { variables } = await this.ask("inspectVariables");
      return byName(variables as DebugProtocol.Variable[])[variable] as string | undefined;
    };
    await vi.waitUntil(async () => ![undefined, from].includes(await value()), {
      timeout: 20_000,
      interval: 10,
    });
  }

  /** Frames as `name line`, innermost first. */
  async frames(): Promise<string[]> {
    const { stackFrames } = await this.ask("stackTrace", { threadId: 1 });
    return (stackFrames as DebugProtocol.StackFrame[]).map(({ name, line }) => `${name} ${line}`);
  }

  /** The variables of the scopes of a frame, as `name = value` by scope. */
  async scopes(frameId = 1): Promise<Record<string, Record<string, string>>> {
    const { scopes } = await this.ask("scopes", { frameId });
    const shown: Record<string, Record<string, string>> = {};
    for (const { name, variablesReference } of scopes as DebugProtocol.Scope[])
      shown[name] = byName(await this.variables(variablesReference));
    return shown;
  }

  async variables(
    variablesReference: number,
    more: object = {},
  ): Promise<DebugProtocol.Variable[]> {
    const body = await this.ask("variables", { variablesReference, ...more });
    return body.variables;
  }

  close(): Promise<void> {
    return this.engine.close();
  }
}

export function byName(variables: DebugProtocol.Variable[]): Record<string, string> {
  return Object.fromEntries(variables.map(({ name, value }) => [name, value]));
}
