import { requireNumber, ValueError } from "../errors.js";
import { DISPLAY, type Displayable } from "./bundle.js";
import { newDisplay } from "./display.js";
import { escapeHtml } from "./escape.js";

/** At most ten messages a second: notebook pages, and tslab's sockets, lose messages in a flood. */
const SHOW_EVERY = 100;
/** How much the newest rate counts in the running mean of rates. */
const SMOOTHING = 0.2;
const WIDTH = 20;

export type ProgressOptions = {
  /** How many units there are: a whole number. */
  total: number;
  /** What is counted: "epochs", "images". Default "steps". */
  label?: string;
};

export type Progress = {
  /** `done` units (0 to `total`, also between two) are done; `text` (default none) is written at the end of the line. */
  update(done: number, text?: string): void;
  /** All is done: the bar is full and stays so. */
  done(text?: string): void;
  /** It ends here, before all was done: interrupted, or stopped early. */
  stop(text?: string): void;
};

/** A duration as people say it: `0.4 s`, `12 s`, `3 min 05 s`, `2 h 07 min`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const two = (n: number): string => String(n).padStart(2, "0");
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}

type State = {
  share: number;
  ended: "no" | "done" | "stopped";
  /** `12/30 epochs`, the times and the caller's text. */
  words: string[];
};

function bundleOf({ share, ended, words }: State): Displayable {
  const full = Math.round(share * WIDTH);
  const bar = "█".repeat(full) + "░".repeat(WIDTH - full);
  // 100 % is said when all is done, not when it rounds to it.
  const percent = `${share === 1 ? 100 : Math.min(99, Math.round(share * 100))} %`;
  const color = { no: "#3b82d6", done: "#2f9e5b", stopped: "#d98212" }[ended];
  const width = (share * 100).toFixed(1);
  const html =
    `<div style="display:flex;align-items:center;gap:10px;font-variant-numeric:tabular-nums">` +
    `<div role="progressbar" aria-valuemin="0" aria-valuemax="100" aria-valuenow="${width}" ` +
    `style="flex:0 0 180px;height:10px;border-radius:5px;overflow:hidden;background:rgba(128,128,128,.28)">` +
    `<div style="width:${width}%;height:100%;background:${color}"></div></div>` +
    `<div>${[percent, ...words].map(escapeHtml).join(" · ")}</div></div>`;
  const text = `${bar} ${[percent, ...words].join(" · ")}`;
  return { [DISPLAY]: () => ({ "text/html": html, "text/plain": text }) };
}

/**
 * A progress bar with the time taken and the time left, shown in one place and at most ten times a
 * second. The time left follows the recent rate.
 *
 * @throws ValueError if `total` is not a whole number of at least 0, if `done` lies outside 0 to `total`,
 * or if it is updated after its end.
 *
 * @example
 * const bar = progress({ total: 30, label: "epochs" });
 * for (let epoch = 1; epoch <= 30; epoch++) bar.update(epoch, "loss 0.51");
 * bar.done(); // ████████████████████ 100 % · 30/30 epochs · 3.1 s
 */
export function progress({ total, label = "steps" }: ProgressOptions): Progress {
  requireNumber("progress", "total", total, { min: 0, integer: true });
  const display = newDisplay();
  const start = performance.now();
  let ended: State["ended"] = "no";
  let shownAt = -Infinity;
  let count = 0;
  let words = "";
  /** The last moment the count grew, and the running mean of units a millisecond. */
  let mark = { at: start, count: 0 };
  let rate: number | undefined;

  const measure = (now: number): void => {
    if (count < mark.count) {
      mark = { at: now, count };
      rate = undefined;
    }
    if (count === mark.count || now === mark.at) return;
    const newest = (count - mark.count) / (now - mark.at);
    rate = rate === undefined ? newest : SMOOTHING * newest + (1 - SMOOTHING) * rate;
    mark = { at: now, count };
  };

  const show = (now: number): void => {
    const taken = formatSeconds((now - start) / 1000);
    const goesOn = ended === "no" && rate !== undefined && count < total;
    const left = goesOn ? Math.max(0, (total - count) / (rate ?? 1) - (now - mark.at)) : 0;
    const times = goesOn ? `${taken}, ${formatSeconds(left / 1000)} left` : taken;
    const state = {
      share: total === 0 ? 1 : count / total,
      ended,
      words: [`${Math.floor(count)}/${total} ${label}`, times],
    };
    if (words !== "") state.words.push(words);
    display.show(bundleOf(state), { final: ended !== "no" });
    shownAt = now;
  };

  const end = (how: "done" | "stopped", text: string | undefined): void => {
    if (ended !== "no") return;
    ended = how;
    if (how === "done") count = total;
    if (text !== undefined) words = text;
    show(performance.now());
  };

  show(start);
  return {
    update(done, text = "") {
      requireNumber("progress.update", "done", done, { min: 0, max: total });
      if (ended !== "no")
        throw new ValueError(
          `progress.update: expected a bar that goes on, got one that is ${ended}`,
        );
      count = done;
      words = text;
      const now = performance.now();
      if (now - shownAt < SHOW_EVERY) return;
      measure(now);
      show(now);
    },
    done: (text) => end("done", text),
    stop: (text) => end("stopped", text),
  };
}
