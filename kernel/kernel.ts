import { randomUUID } from "node:crypto";
import { createDebugger } from "./debugger/adapter.js";
import type { Engine, EngineListeners, Output } from "./engine/engine.js";
import type { History } from "./history/history.js";
import type { Language } from "./language/language.js";
import { Cells } from "./protocol/cells.js";
import { Comms } from "./protocol/comms.js";
import { ExecutionQueue } from "./protocol/execution-queue.js";
import type { Kernel } from "./protocol/handler.js";
import { Protocol, publisher, type ProtocolParts } from "./protocol/protocol.js";
import { Questions } from "./protocol/questions.js";
import { Requests } from "./protocol/requests.js";
import type { Connection } from "./transport/connection.js";
import type { Transport } from "./transport/transport.js";
import { newMessage } from "./wire/message.js";

export interface KernelParts {
  transport: Transport;
  ports: Connection["ports"];
  language: Language;
  createEngine: (listeners: EngineListeners) => Engine;
  history: History;
  /** A client has asked for the end, and has its answer. */
  onShutDown: () => void;
  log: (line: string) => void;
}

export interface RunningKernel {
  /** As a client's interrupt_request does. */
  interrupt(): Promise<void>;
}

/** Puts a kernel together: clients on one side, TypeScript and the cell process on the other. */
export function startKernel(parts: KernelParts): RunningKernel {
  const { transport, language, history, ports, log } = parts;
  const requests = new Requests();
  const queue = new ExecutionQueue();
  const protocolParts: ProtocolParts = { transport, session: randomUUID(), requests, queue, log };
  const publish = publisher(protocolParts);
  const comms = new Comms();

  const engine = parts.createEngine({
    onOutput: (output) => show(output),
    onQuestion: ({ cell, prompt, password }) => {
      questions.asked();
      const identities = requests.identities(cell);
      const about = { identities, parentHeader: requests.header(cell) };
      const question = newMessage(
        "input_request",
        { prompt, password },
        protocolParts.session,
        about,
      );
      void transport.send("stdin", question);
    },
    onDeath: (reason) => {
      debug.engineEnded();
      void cells.forget().catch((error: unknown) => log(`language: ${String(error)}`));
      questions.forget();
      for (const comm_id of comms.forget()) void publish("comm_close", { comm_id, data: {} }, {});
      // A cell that runs says so itself.
      if (cells.running) return;
      const text = `${reason}\nAll variables are gone; the next cell starts afresh.\n`;
      void publish("stream", { name: "stderr", text }, requests.header(cells.latest));
    },
  });
  const debug = createDebugger(engine.inspector, (event) => {
    void publish("debug_event", { ...event }, requests.header(cells.latest));
  });
  const cells = new Cells(language, engine, queue, debug);
  const questions = new Questions((text) => engine.answer(text));

  function show(output: Output): Promise<void> {
    const about = requests.header(output.cell);
    switch (output.type) {
      case "stream":
        return publish("stream", { name: output.name, text: output.text }, about);
      case "clear_output":
        return publish("clear_output", { wait: output.wait }, about);
      case "display_data":
      case "update_display_data": {
        const { buffers } = output;
        return publish(output.type, { ...output.content }, about, buffers && { buffers });
      }
      default: {
        comms.observe(output);
        const { type, content, metadata, buffers } = output;
        return publish(type, content, about, { metadata, buffers });
      }
    }
  }

  const kernel: Kernel = {
    ...{ language, engine, cells, comms, questions, history, ports, publish, debug },
    shutDown: parts.onShutDown,
  };
  new Protocol(protocolParts, kernel).start();
  return { interrupt: () => cells.interrupt() };
}
