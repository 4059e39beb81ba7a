/** How often a text that keeps changing is printed where lines cannot be redrawn, in milliseconds. */
const PRINT_EVERY = 5000;

type Stream = {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  readonly bytesWritten?: number;
  write(text: string): unknown;
};

type Process = { readonly stdout?: Stream; once?(event: "exit", listener: () => void): unknown };

const nodeProcess = (): Process | undefined => (globalThis as { process?: Process }).process;

/** A text that changes in place, for plain scripts. */
export type LiveText = { show(text: string, final: boolean): void };

/**
 * The live texts at the bottom of the terminal, redrawn together: a progress bar and the line of a
 * curve below it would otherwise push each other up the screen.
 */
const block = {
  texts: new Map<LiveText, { text: string; final: boolean }>(),
  drawnRows: 0,
  /** What stdout had counted after our last drawing: if it counts more now, others have written below. */
  bytesAfter: -1,
};

function redraw(stream: Stream, changed: LiveText, text: string, final: boolean): void {
  if (stream.bytesWritten !== block.bytesAfter) {
    block.texts.clear();
    block.drawnRows = 0;
  }
  block.texts.set(changed, { text, final });
  const columns = stream.columns ?? 80;
  const rows = [...block.texts.values()].flatMap((entry) => entry.text.split("\n"));
  // A row that wraps, or one that scrolled off, could not be reached again.
  const drawn = rows.map((row) =>
    Array.from(row)
      .slice(0, columns - 1)
      .join(""),
  );
  const up = block.drawnRows > 0 ? `\x1b[${block.drawnRows}A\r` : "";
  stream.write(`${up}\x1b[J${drawn.join("\n")}\n`);
  block.drawnRows = drawn.length < (stream.rows ?? 24) ? drawn.length : 0;
  block.bytesAfter = stream.bytesWritten ?? 0;
  for (const [live, entry] of block.texts) {
    if (!entry.final) break;
    block.texts.delete(live);
    block.drawnRows = Math.max(0, block.drawnRows - entry.text.split("\n").length);
  }
}

/** What was held back so far and nothing came after: printed when the process ends. */
const held = new Map<LiveText, string>();
let printsAtExit = false;

function hold(live: LiveText, text: string): void {
  held.set(live, text);
  if (printsAtExit) return;
  printsAtExit = true;
  nodeProcess()?.once?.("exit", () => {
    for (const last of held.values()) console.log(last);
  });
}

/**
 * A text for plain scripts that changes in place. On a terminal its lines are redrawn. Elsewhere (a file,
 * a pipe, a browser's console) it is printed the first time, then at most every five seconds, and always
 * at its end; what came last is printed when the process ends, if nothing came after it.
 */
export function liveText(): LiveText {
  let printedAt = -Infinity;
  const live: LiveText = {
    show(text, final) {
      const stream = nodeProcess()?.stdout;
      if (stream?.isTTY === true) redraw(stream, live, text, final);
      else if (final || Date.now() - printedAt >= PRINT_EVERY) {
        printedAt = Date.now();
        held.delete(live);
        console.log(text);
      } else hold(live, text);
    },
  };
  return live;
}
