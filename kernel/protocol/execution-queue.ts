/** Runs a cell, or only says that it was aborted. */
export type Turn = (aborted: boolean) => Promise<void>;

/** Cells wait here for their turn: one runs at a time, in the order they came. */
export class ExecutionQueue {
  private waiting: { turn: Turn; aborted: boolean }[] = [];
  private busy = false;

  add(turn: Turn): void {
    this.waiting.push({ turn, aborted: false });
    if (!this.busy) void this.work();
  }

  /** Those that wait now will not run. Later ones will. */
  abort(): void {
    for (const entry of this.waiting) entry.aborted = true;
  }

  private async work(): Promise<void> {
    this.busy = true;
    for (let next = this.waiting.shift(); next; next = this.waiting.shift()) {
      await next.turn(next.aborted);
    }
    this.busy = false;
  }
}
