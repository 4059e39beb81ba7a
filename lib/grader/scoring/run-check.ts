import { partNamed, type Check, type Exercise } from "../../course/exercise.js";
import { Judge } from "../../course/judge.js";
import { Random } from "../../random.js";
import { onReference } from "../on-reference.js";
import { FrameError } from "../sandbox/frame.js";
import type { Isolation } from "../sandbox/isolation.js";
import type { Limits } from "../sandbox/limits.js";
import { parseMessage, type Message } from "../sandbox/messages.js";
import { Stopped, type SandboxProcess } from "../sandbox/process.js";
import type { CellScript } from "../submission/prepare.js";

/** What one check came to, and what the cells threw as they were loaded. */
export interface CheckRun {
  calls: readonly Judge[];
  loading: readonly string[];
  /** Whether it was stopped for the time it took, and had not even loaded the cells by then. */
  late?: "loading" | "calling";
}

/** What a check's process may use up, and what holds it. */
export interface Bounds {
  limits: Limits;
  isolation: Isolation;
}

/** One check of one student's program. */
export interface CheckOrder {
  exercise: Exercise;
  check: Check;
  cells: readonly CellScript[];
  /** What the check's numbers are drawn from, from the start each time. */
  rng: () => Random;
}

/**
 * Runs one check in a process that waits for its cells. It starts with nothing earned: a step counts when a matching
 * value has come. An exit, an endless loop, a flood or a lie costs this check what it had not earned yet.
 */
export async function runCheck(sandbox: SandboxProcess, order: CheckOrder): Promise<CheckRun> {
  const loading: string[] = [];
  let calls: readonly Judge[] = [];
  let loaded = false;
  let late: CheckRun["late"];
  try {
    sandbox.send({ head: { cells: order.cells } });
    // The numbers are drawn when the code is on its way and can change no more.
    calls = drawCalls(order);
    await load(sandbox, order.cells.length, loading);
    loaded = true;
    for (const judge of calls) await call(sandbox, judge, loading);
  } catch (error) {
    if (!(error instanceof Stopped || error instanceof FrameError)) throw error;
    for (const judge of calls) judge.stopped(`the check was stopped: ${error.message}`);
    if (error instanceof Stopped && error.late) late = loaded ? "calling" : "loading";
    sandbox.close();
  }
  return { calls, loading, ...(late === undefined ? {} : { late }) };
}

/** What comes of a check that is not run. */
export function skipCheck(order: CheckOrder, why: string): CheckRun {
  const calls = drawCalls(order);
  for (const judge of calls) judge.stopped(`the check was not run: ${why}`);
  return { calls, loading: [] };
}

function drawCalls({ exercise, check, rng }: CheckOrder): Judge[] {
  const part = partNamed(exercise, check.part);
  return onReference(() => check.draw(rng()).map((args) => new Judge(part, args)));
}

/**
 * Waits until a process has loaded its cells.
 *
 * @throws Stopped or FrameError if it ends, hangs or says something else.
 */
export async function load(
  sandbox: SandboxProcess,
  count: number,
  loading: string[],
): Promise<void> {
  for (let i = 0; i < count; i++) {
    const message = await next(sandbox);
    if (message.type !== "cell") throw new FrameError("it answered before it was asked");
    if (message.threw !== undefined) loading.push(`cell ${message.id} threw ${message.threw}`);
  }
}

/**
 * Has a function called and its steps judged.
 *
 * @throws Stopped or FrameError if the process ends, hangs or says what it was not asked.
 */
export async function call(
  sandbox: SandboxProcess,
  judge: Judge,
  loading: readonly string[],
): Promise<void> {
  const { part, args } = judge;
  sandbox.send({
    head: { function: part.name },
    value: Object.fromEntries(args.entries()),
  });
  for (;;) {
    const message = await next(sandbox);
    switch (message.type) {
      case "step": {
        const right = onReference(() => judge.step(message.name, message.reply));
        sandbox.send(right ? { head: { type: "right" }, value: right } : { head: { type: "own" } });
        break;
      }
      case "returned":
        onReference(() => {
          judge.returned(message.returned);
          judge.requireUnchanged(message.given);
        });
        return;
      case "threw":
        if (message.todo) judge.stoppedAtHole();
        else judge.threw(message.threw);
        return;
      case "absent":
        judge.stopped([`there is no function ${part.name}`, ...loading].join("; "));
        return;
      case "cell":
        throw new FrameError("it answered what it was not asked");
    }
  }
}

async function next(sandbox: SandboxProcess): Promise<Message> {
  const bytes = await sandbox.receive();
  return onReference(() => parseMessage(bytes));
}
