/** After this many seconds at work a task counts as slow, and no longer keeps the next one waiting. */
const PATIENCE = 1;

interface Waiting {
  order: number;
  begin: () => void;
}

/**
 * How many tasks are at work at a time. A slow one gives its place away and goes on beside the others, so that
 * one that hangs costs nobody else's time.
 */
export class Slots {
  private readonly waiting: Waiting[] = [];

  constructor(private free: number) {}

  /** Runs a task as soon as there is a place; of those that wait, the one of the lowest order is the first. */
  async run<T>(order: number, task: () => Promise<T>): Promise<T> {
    await this.place(order);
    let held = true;
    const release = (): void => {
      if (!held) return;
      held = false;
      this.free++;
      this.next();
    };
    const timer = setTimeout(release, PATIENCE * 1000);
    try {
      return await task();
    } finally {
      clearTimeout(timer);
      release();
    }
  }

  private async place(order: number): Promise<void> {
    await new Promise<void>((begin) => {
      this.waiting.push({ order, begin });
      this.next();
    });
  }

  private next(): void {
    if (this.free === 0) return;
    this.waiting.sort((a, b) => a.order - b.order);
    const first = this.waiting.shift();
    if (first === undefined) return;
    this.free--;
    first.begin();
  }
}
