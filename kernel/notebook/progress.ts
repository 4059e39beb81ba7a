import type { CodeCell } from "./format.js";
import type { Position, RunOptions } from "./run.js";

/** Where progress goes: `process.stdout`, or a twin of it in tests. */
export interface Terminal {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

const BAR = 12;

/** One line a cell: `[3/12] ███░░░░░░░░░ first line of the cell … 1.2 s`; redrawn on a terminal. */
export function showProgress(terminal: Terminal): Pick<RunOptions, "onCell" | "onCellDone"> {
  const line = (cell: CodeCell, { number, total }: Position, done: number) => {
    const filled = Math.round((BAR * done) / total);
    const bar = "█".repeat(filled) + "░".repeat(BAR - filled);
    const room = Math.max(20, (terminal.columns ?? 80) - BAR - 24);
    return `[${String(number).padStart(String(total).length)}/${total}] ${bar} ${titleOf(cell, room)}`;
  };
  return {
    onCell(cell, position) {
      if (terminal.isTTY) terminal.write(`${line(cell, position, position.number - 1)} …`);
    },
    onCellDone(cell, position, milliseconds) {
      const start = terminal.isTTY ? "\r\u001b[K" : "";
      const seconds = (milliseconds / 1000).toFixed(1);
      terminal.write(`${start}${line(cell, position, position.number)} … ${seconds} s\n`);
    },
  };
}

const IMPORTS = /^import\b[^;]*?from\s*["'][^"']*["'];?/gm;

/** A cell's first line that says something: its comment or its code, but not its imports. */
function titleOf(cell: CodeCell, room: number): string {
  const lines = cell.source.replace(IMPORTS, "").split("\n");
  const said = lines.find((line) => /\w/.test(line)) ?? cell.source.replace(/\s+/g, " ");
  const title = said.trim().replace(/^\/\/+\s*/, "");
  return title.length > room ? `${title.slice(0, room - 1)}…` : title;
}
