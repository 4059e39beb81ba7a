import { setTimeout as wait } from "node:timers/promises";

/** The part of a ZeroMQ socket that sends. */
export interface Outlet {
  send(frames: Uint8Array[]): Promise<void>;
}

/** Sends one message at a time, in order: ZeroMQ refuses a second while one is under way. */
export class SendQueue {
  private last: Promise<void> = Promise.resolve();

  constructor(
    private readonly outlet: Outlet,
    private readonly onError: (error: unknown) => void,
  ) {}

  /**
   * Resolves when the message has left; one that cannot be sent does not hold up the next.
   *
   * @param frames called when it is the message's turn, never at once: who sends has better to do
   */
  send(frames: () => Uint8Array[]): Promise<void> {
    this.last = this.last.then(() => this.outlet.send(frames())).catch(this.onError);
    return this.last;
  }

  /** Resolves when all that was given so far has left. */
  empty(): Promise<void> {
    return this.last;
  }
}

/** The part of a publisher that {@link PatientPublisher} needs. */
export interface LossySocket extends Outlet {
  noDrop: boolean;
}

const PAUSE = 2;

/**
 * A publisher that waits for slow subscribers instead of losing their messages, but not for ever:
 * one that has read nothing for a while (a stopped process) misses what others get.
 *
 * The socket must have a send timeout of 0. Its own waiting would burn a core, since a publisher
 * counts as writable always.
 */
export class PatientPublisher implements Outlet {
  private fullSince: number | undefined;

  constructor(
    private readonly socket: LossySocket,
    private readonly patience = 10_000,
  ) {}

  async send(frames: Uint8Array[]): Promise<void> {
    for (;;) {
      try {
        await this.socket.send(frames);
        if (this.socket.noDrop) this.fullSince = undefined;
        return;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      }
      this.fullSince ??= performance.now();
      if (performance.now() - this.fullSince > this.patience) return this.sendToTheRest(frames);
      await wait(PAUSE);
    }
  }

  private async sendToTheRest(frames: Uint8Array[]): Promise<void> {
    this.socket.noDrop = false;
    try {
      await this.socket.send(frames);
    } finally {
      this.socket.noDrop = true;
    }
  }
}
