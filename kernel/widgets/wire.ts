/**
 * How widgets travel: https://github.com/jupyter-widgets/ipywidgets/blob/main/packages/schema/messages.md
 */
export const TARGET = "jupyter.widget";
export const CONTROL_TARGET = "jupyter.widget.control";
export const PROTOCOL_VERSION = "2.1.0";
export const VIEW_MIME = "application/vnd.jupyter.widget-view+json";
const REFERENCE = "IPY_MODEL_";

export type Wire = Record<string, unknown>;

export const MODULES = {
  base: { name: "@jupyter-widgets/base", version: "2.0.0" },
  controls: { name: "@jupyter-widgets/controls", version: "2.0.0" },
  output: { name: "@jupyter-widgets/output", version: "1.0.0" },
} as const;

/** What the page's manager calls a class of widgets. */
export interface Names {
  model: string;
  /** None for what is not seen by itself. */
  view?: string;
  module?: keyof typeof MODULES;
  /** Where the view is, if not beside the model. */
  viewModule?: keyof typeof MODULES;
}

export function nameFields({ model, view, module = "controls", viewModule = module }: Names): Wire {
  return {
    _model_name: model,
    _model_module: MODULES[module].name,
    _model_module_version: MODULES[module].version,
    _view_name: view ?? null,
    _view_module: MODULES[viewModule].name,
    _view_module_version: MODULES[viewModule].version,
    _view_count: null,
  };
}

/** How one widget's state mentions another. */
export function reference(id: string): string {
  return REFERENCE + id;
}

/** `readoutFormat` → `readout_format` */
export function toWireName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** `readout_format` → `readoutFormat` */
export function fromWireName(name: string): string {
  return name.replace(/(?<=[a-z\d])_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
