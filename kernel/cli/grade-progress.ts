import type { SubmissionResult } from "../../lib/grader/index.js";
import { formatSeconds } from "../../lib/display/progress.js";
import type { Terminal } from "../notebook/progress.js";
import { printable } from "./printable.js";

const BAR = 20;
const LONGEST_NAME = 32;
const CLEAR = "\r\u001b[K";

/** One line a submission as it ends and, on a terminal, a bar under them with the time left. */
export class GradeProgress {
  private ended = 0;
  private readonly start = performance.now();
  private readonly timer: NodeJS.Timeout | undefined;
  private readonly width: number;

  constructor(
    private readonly terminal: Terminal,
    private readonly total: number,
    students: readonly string[],
  ) {
    this.width = Math.min(LONGEST_NAME, Math.max(0, ...students.map((name) => name.length)));
    if (!terminal.isTTY || total === 0) return;
    this.drawBar();
    // The clock goes on while a long one is graded.
    this.timer = setInterval(() => this.drawBar(), 1000);
    this.timer.unref();
  }

  show(result: SubmissionResult, seconds: number): void {
    this.ended++;
    const count = `[${String(this.ended).padStart(String(this.total).length)}/${this.total}]`;
    const name = printable(result.student).padEnd(this.width);
    this.say(`${count} ${name}  ${printable(resultLine(result))}  (${formatSeconds(seconds)})`);
  }

  /** A line above the bar. */
  say(line: string): void {
    this.terminal.write(`${this.terminal.isTTY ? CLEAR : ""}${line}\n`);
    if (this.ended < this.total) this.drawBar();
  }

  end(): void {
    clearInterval(this.timer);
    if (this.terminal.isTTY) this.terminal.write(CLEAR);
  }

  private drawBar(): void {
    if (!this.terminal.isTTY) return;
    const full = Math.round((BAR * this.ended) / this.total);
    const bar = "█".repeat(full) + "░".repeat(BAR - full);
    const taken = (performance.now() - this.start) / 1000;
    const left = (taken / this.ended) * (this.total - this.ended);
    const times = this.ended === 0 ? "" : `, ${formatSeconds(left)} left`;
    const text = `${bar} ${this.ended}/${this.total} · ${formatSeconds(taken)}${times}`;
    this.terminal.write(`${CLEAR}${text.slice(0, (this.terminal.columns ?? 80) - 1)}`);
  }
}

/** How one submission did, in a line. */
export function resultLine(result: SubmissionResult): string {
  if (result.status !== "graded") return `${result.status}: ${result.remarks.join("; ")}`;
  const score = `${result.total}/${result.max}`.padEnd(7);
  if (result.firstWrong !== "") {
    const cause = result.likelyCause === "" ? "" : `, likely: ${result.likelyCause}`;
    const wrong = result.steps.find(({ part, step }) => `${part}.${step}` === result.firstWrong);
    const stopped = wrong?.problem.startsWith("the check was stopped") ? `, ${wrong.problem}` : "";
    return `${score} first wrong: ${result.firstWrong}${cause}${stopped}`;
  }
  const open = result.steps.filter(({ kind }) => kind === "todo").length;
  return open === 0 ? `${score} all right` : `${score} ${open} steps not written yet`;
}
