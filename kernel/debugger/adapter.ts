import type { Debugger as V8, Runtime } from "node:inspector";
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { Inspector } from "../engine/engine.js";
import { Breakpoints } from "./breakpoints.js";
import { CELL_NAMING, cellPath } from "./cell-path.js";
import { collectVariables } from "./cell-variables.js";
import type { DebuggedCell, Debugger, OnDebugEvent } from "./debugger.js";
import { Pause } from "./pause.js";
import { richValue } from "./rich-value.js";
import { HIDDEN_URLS, Scripts } from "./scripts.js";
import { cellSetter } from "./setters.js";
import { describe, typeName } from "./values.js";
import { Variables } from "./variables.js";

type Arguments = Record<string, unknown>;
type Handler = (args: never) => unknown;
type Step = "stepInto" | "stepOver" | "stepOut" | "resume";
type Evaluation = { result: Runtime.RemoteObject; exceptionDetails?: Runtime.ExceptionDetails };

const THREAD = { id: 1, name: "cells" };
const GROUP = "gradlab-debugger";

const CAPABILITIES: DebugProtocol.Capabilities = {
  supportsConfigurationDoneRequest: true,
  supportsConditionalBreakpoints: true,
  supportsHitConditionalBreakpoints: true,
  supportsLogPoints: true,
  supportsSetVariable: true,
  supportsEvaluateForHovers: true,
  supportsModulesRequest: true,
  exceptionBreakpointFilters: [
    { filter: "uncaught", label: "Uncaught errors", default: false },
    { filter: "caught", label: "Caught errors", default: false },
  ],
};

/**
 * Lists of answers that are refused, by request: JupyterLab reads them without a look at whether there are any, and it
 * may ask of a stop that is over by then.
 */
const NONE: Record<string, object | undefined> = {
  stackTrace: { stackFrames: [], totalFrames: 0 },
  scopes: { scopes: [] },
  variables: { variables: [] },
  inspectVariables: { variables: [] },
  setBreakpoints: { breakpoints: [] },
};

/** A debugger for the process behind `inspector`; nothing is slowed down before a front end attaches. */
export function createDebugger(inspector: Inspector, onEvent: OnDebugEvent): Debugger {
  return new DebugAdapter(inspector, onEvent);
}

class DebugAdapter implements Debugger {
  readonly #inspector: Inspector;
  readonly #onEvent: OnDebugEvent;
  readonly #scripts = new Scripts();
  readonly #breakpoints: Breakpoints;
  readonly #variables: Variables;
  #seq = 0;
  /** A front end debugs; then V8's debugger is on in each new process. */
  #attached = false;
  #enabled = false;
  #exceptions = new Set<string>();
  #pause: Pause | undefined;
  #lastStep: Step | "pause" | undefined;

  readonly #handlers: Record<string, Handler | undefined> = {
    initialize: () => CAPABILITIES,
    attach: () => this.#attach(),
    configurationDone: () => ({}),
    disconnect: () => this.#detach(),
    debugInfo: () => this.#info(),
    dumpCell: ({ code }: { code: string }) => {
      const sourcePath = cellPath(code);
      this.#scripts.addText(sourcePath, code);
      return { sourcePath };
    },
    setBreakpoints: async ({ source, breakpoints }: DebugProtocol.SetBreakpointsArguments) => {
      this.#expectAttached();
      const { path } = source;
      if (path === undefined) throw new Error("setBreakpoints: expected source.path, got none");
      return { breakpoints: await this.#breakpoints.set(path, breakpoints ?? []) };
    },
    setExceptionBreakpoints: ({ filters }: DebugProtocol.SetExceptionBreakpointsArguments) => {
      this.#exceptions = new Set(filters);
      return this.#applyExceptions();
    },
    threads: () => ({ threads: [THREAD] }),
    stackTrace: (args: DebugProtocol.StackTraceArguments) => this.#paused().stackTrace(args),
    scopes: ({ frameId }: DebugProtocol.ScopesArguments) => {
      const cells = this.#variables.ofLoaded(() => collectVariables(this.#inspector, GROUP), {
        frameId,
        set: cellSetter(this.#inspector, GROUP),
      });
      return { scopes: this.#paused().scopes(frameId, this.#variables, cells) };
    },
    variables: async (args: DebugProtocol.VariablesArguments) => ({
      variables: await this.#variables.list(args),
    }),
    setVariable: async (args: DebugProtocol.SetVariableArguments) => {
      const { frameId, set } = this.#variables.changes(args.variablesReference);
      const value = await this.#evaluate(args.value, frameId);
      await set(args.name, value);
      return { ...this.#variables.describe(value, frameId), type: typeName(value) };
    },
    inspectVariables: () => this.#inspectVariables(),
    richInspectVariables: async (args: { variableName: string; frameId?: number }) => {
      const value = await this.#evaluate(args.variableName, args.frameId);
      return { data: await richValue(this.#inspector, value, !!this.#pause), metadata: {} };
    },
    evaluate: async ({ expression, frameId }: DebugProtocol.EvaluateArguments) => {
      const value = await this.#evaluate(expression, frameId);
      const { value: result, ...shown } = this.#variables.describe(value, frameId);
      return { result, type: typeName(value), ...shown };
    },
    continue: async () => {
      await this.#go("resume");
      return { allThreadsContinued: true };
    },
    next: () => this.#go("stepOver"),
    stepIn: () => this.#go("stepInto"),
    stepOut: () => this.#go("stepOut"),
    pause: async () => {
      this.#expectAttached();
      this.#lastStep = "pause";
      await this.#inspector.post("Debugger.pause");
    },
    source: ({ source }: DebugProtocol.SourceArguments) => ({
      content: this.#scripts.text(source?.path ?? ""),
      mimeType: "text/typescript",
    }),
    modules: () => {
      const modules = this.#scripts.files();
      return { modules, totalModules: modules.length };
    },
  };

  constructor(inspector: Inspector, onEvent: OnDebugEvent) {
    this.#inspector = inspector;
    this.#onEvent = onEvent;
    this.#breakpoints = new Breakpoints(inspector, this.#scripts);
    this.#variables = new Variables(inspector);
    inspector.onEvent((method, params) => {
      if (method === "Debugger.scriptParsed") this.#onScript(params);
      else if (method === "Debugger.paused") this.#onPaused(params);
      else if (method === "Debugger.resumed") this.#onResumed();
    });
  }

  async request(request: DebugProtocol.Request): Promise<DebugProtocol.Response> {
    const { command, seq } = request;
    const reply = { type: "response", request_seq: seq, command } as const;
    try {
      const handler = this.#handlers[command];
      if (!handler) throw new Error(`debugger: expected a request that is known, got ${command}`);
      const body: unknown = await handler((request.arguments ?? {}) as never);
      return { ...reply, seq: ++this.#seq, success: true, body: body ?? {} };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { ...reply, seq: ++this.#seq, success: false, message, body: NONE[command] ?? {} };
    } finally {
      if (command === "attach") this.#tell("initialized");
      if (command === "disconnect") this.#tell("terminated");
    }
  }

  async cellStarts(cell: DebuggedCell): Promise<void> {
    this.#scripts.addCell(cell);
    if (!this.#attached) return;
    if (this.#enabled) await this.#breakpoints.bind(cell.name);
    else await this.#enable();
  }

  engineEnded(): void {
    this.#enabled = false;
    this.#scripts.clear();
    this.#onResumed();
  }

  async #attach(): Promise<void> {
    this.#attached = true;
    if (!this.#enabled) await this.#enable();
  }

  async #enable(): Promise<void> {
    this.#enabled = true;
    await this.#inspector.post("Debugger.enable");
    await this.#inspector.post("Debugger.setBlackboxPatterns", { patterns: HIDDEN_URLS });
    await this.#applyExceptions();
    await this.#breakpoints.bindAll();
  }

  async #detach(): Promise<void> {
    const wasEnabled = this.#enabled;
    this.#attached = this.#enabled = false;
    this.#exceptions.clear();
    this.#breakpoints.clear();
    if (!wasEnabled) return;
    if (this.#pause) await this.#inspector.post("Debugger.resume");
    await this.#inspector.post("Debugger.disable");
    this.#scripts.clear();
    this.#onResumed();
  }

  /**
   * V8 counts every error of a cell as caught, because whoever evaluates the cell catches it. So it
   * stops at all, and {@link #onPaused} sorts out those that were not asked for.
   */
  async #applyExceptions(): Promise<void> {
    if (!this.#enabled) return;
    const state = this.#exceptions.size > 0 ? "all" : "none";
    await this.#inspector.post("Debugger.setPauseOnExceptions", { state });
  }

  async #go(step: Step): Promise<void> {
    this.#paused();
    this.#lastStep = step;
    await this.#inspector.post(`Debugger.${step}`);
  }

  #onScript(params: Arguments): void {
    const { scriptId, url, sourceMapURL } = params as unknown as V8.ScriptParsedEventDataType;
    this.#scripts.add(scriptId, url, sourceMapURL);
  }

  #onPaused(params: Arguments): void {
    const event = params as unknown as V8.PausedEventDataType;
    const pause = new Pause(event, this.#scripts, this.#lastStep);
    const unasked =
      pause.reason === "exception" && !this.#exceptions.has(pause.isCaught ? "caught" : "uncaught");
    const isDue = this.#breakpoints.hit(event.hitBreakpoints ?? []);
    // A step ends where it ends, also at a breakpoint that is not due.
    const early = !isDue && (this.#lastStep === undefined || this.#lastStep === "resume");
    const wayOut = unasked || early ? "resume" : pause.wayOut();
    if (wayOut !== undefined) {
      void this.#inspector.post(`Debugger.${wayOut}`).catch(() => undefined);
      return;
    }
    this.#pause = pause;
    this.#tell("stopped", {
      reason: pause.reason,
      threadId: THREAD.id,
      allThreadsStopped: true,
      ...(pause.text !== undefined && { text: pause.text }),
    });
  }

  #onResumed(): void {
    if (!this.#pause) return;
    this.#pause = undefined;
    this.#variables.clear();
    this.#tell("continued", { threadId: THREAD.id, allThreadsContinued: true });
  }

  async #inspectVariables() {
    if (!this.#pause) {
      this.#variables.clear();
      await this.#inspector.post("Runtime.releaseObjectGroup", { objectGroup: GROUP });
    }
    const objectId = await collectVariables(this.#inspector, GROUP);
    return { variables: await this.#variables.properties(objectId) };
  }

  async #evaluate(expression: string, frameId?: number): Promise<Runtime.RemoteObject> {
    const options = { expression, objectGroup: GROUP, generatePreview: true, silent: true };
    const frame = frameId === undefined ? undefined : this.#pause?.frame(frameId);
    const answer = frame
      ? await this.#inspector.post("Debugger.evaluateOnCallFrame", {
          ...options,
          callFrameId: frame.callFrameId,
        })
      : await this.#inspector.post("Runtime.evaluate", {
          ...options,
          replMode: true,
          awaitPromise: !this.#pause,
        });
    const { result, exceptionDetails } = answer as unknown as Evaluation;
    if (exceptionDetails) throw new Error(describe(exceptionDetails.exception ?? result));
    return result;
  }

  #info() {
    return {
      ...CELL_NAMING,
      isStarted: this.#attached,
      breakpoints: this.#breakpoints.all(),
      stoppedThreads: this.#pause ? [THREAD.id] : [],
      richRendering: true,
      exceptionPaths: [],
      copyToGlobals: false,
    };
  }

  #paused(): Pause {
    if (!this.#pause) throw new Error("debugger: expected a cell that is stopped, got none");
    return this.#pause;
  }

  #expectAttached(): void {
    if (!this.#attached)
      throw new Error("debugger: expected it to be on, got a request before attach");
  }

  #tell(event: string, body?: object): void {
    this.#onEvent({ type: "event", seq: ++this.#seq, event, ...(body && { body }) });
  }
}
