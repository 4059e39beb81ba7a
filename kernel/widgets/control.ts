import type { Comms } from "./comms.js";
import { CONTROL_TARGET, type Wire } from "./wire.js";

/** The widgets that the page knows, by model id. */
export const models = new Map<string, { wireState(): Wire }>();

const served = new WeakSet<Comms>();

/** Answers a page that was opened anew and asks for all widgets there are. */
export function serveStates(comms: Comms): void {
  if (served.has(comms)) return;
  served.add(comms);
  comms.onOpen(CONTROL_TARGET, (comm) => {
    comm.onMessage((message) => {
      if ((message as { method?: unknown }).method !== "request_states") return;
      const states = [...models].map(([id, model]) => [id, stateOf(model.wireState())] as const);
      comm.send({
        method: "update_states",
        states: Object.fromEntries(states),
        buffer_paths: [],
      });
    });
  });
}

function stateOf(state: Wire): Wire {
  const { _model_name, _model_module, _model_module_version } = state;
  return {
    model_name: _model_name,
    model_module: _model_module,
    model_module_version: _model_module_version,
    state,
  };
}
