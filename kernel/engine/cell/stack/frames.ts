import { locate, type Place } from "./sources.js";
import { Number } from "../../own.js";

export interface StackFrame extends Place {
  /** What was running there, empty at the top level of a cell. */
  name: string;
}

type Found = Record<"script" | "line" | "column", string>;

const FRAME = /^\s+at (?:(?<name>.*?) \()?(?<script>[^()]+?):(?<line>\d+):(?<column>\d+)\)?$/;

/** The frames of cells and of the user's files, the innermost first. */
export function framesOf(error: Error): StackFrame[] {
  const frames: StackFrame[] = [];
  for (const text of stackOf(error).split("\n")) {
    const found = FRAME.exec(text)?.groups;
    if (!found) continue;
    const { name, script, line, column } = found as Partial<Record<string, string>> & Found;
    const place = locate(script.replace(/^async /, ""), Number(line), Number(column));
    if (place) frames.push({ ...place, name: readable(name) });
  }
  return frames;
}

/** A stack is whatever was assigned to it. */
function stackOf({ stack }: { stack?: unknown }): string {
  return typeof stack === "string" ? stack : "";
}

function readable(name: string | undefined): string {
  return (name ?? "").replace(/^async /, "").replace(/^(?:Object|globalThis|Module)\.(?=.)/, "");
}
