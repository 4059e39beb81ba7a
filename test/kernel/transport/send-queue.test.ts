import { describe, expect, it } from "vitest";
import { PatientPublisher, SendQueue } from "../../../kernel/transport/send-queue.js";

const frame = (text: string) => [Buffer.from(text)];

describe("a send queue", () => {
  it("sends one at a time, in order, and goes on after a failure", async () => {
    const events: string[] = [];
    const outlet = {
      async send([text]: Uint8Array[]) {
        events.push(`begin ${String(text)}`);
        await new Promise(setImmediate);
        if (String(text) === "b") throw new Error("no");
        events.push(`end ${String(text)}`);
      },
    };
    const queue = new SendQueue(outlet, (error) => events.push(String(error)));
    for (const text of ["a", "b", "c"]) void queue.send(() => frame(text));
    await queue.empty();
    expect(events).toEqual(["begin a", "end a", "begin b", "Error: no", "begin c", "end c"]);
  });
});

describe("a patient publisher", () => {
  /** A socket that is full until it has been asked this often. */
  function socket(full: number) {
    const sent: [string, boolean][] = [];
    return {
      sent,
      asked: 0,
      noDrop: true,
      send([text]: Uint8Array[]): Promise<void> {
        this.asked++;
        if (this.noDrop && full-- > 0) {
          return Promise.reject(Object.assign(new Error("full"), { code: "EAGAIN" }));
        }
        sent.push([String(text), this.noDrop]);
        return Promise.resolve();
      },
    };
  }

  it("waits until there is room", async () => {
    const full = socket(5);
    await new PatientPublisher(full).send(frame("a"));
    expect(full.sent).toEqual([["a", true]]);
  });

  it("leaves one that never reads behind, and waits again when all read", async () => {
    const full = socket(1000);
    const publisher = new PatientPublisher(full, 200);
    await publisher.send(frame("a"));
    const { asked } = full;
    await publisher.send(frame("b"));
    expect(full.asked - asked).toBe(2);
    expect(full.sent).toEqual([
      ["a", false],
      ["b", false],
    ]);
    expect(full.noDrop).toBe(true);
  });

  it("passes on what else goes wrong", async () => {
    const broken = { noDrop: true, send: () => Promise.reject(new Error("closed")) };
    await expect(new PatientPublisher(broken).send(frame("a"))).rejects.toThrow("closed");
  });
});
