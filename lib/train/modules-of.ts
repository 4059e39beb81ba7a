import { numberedNames } from "../models/facts.js";
import type { Module } from "../models/module.js";

/** The modules of a model that has them in a row, with the names that its parameters begin with; else none. */
export function modulesOf(model: object): [name: string, module: Module][] {
  const modules = (model as { modules?: readonly Module[] }).modules ?? [];
  const names = numberedNames(modules.map(({ kind }) => kind));
  return modules.map((module, i) => [names[i], module]);
}
