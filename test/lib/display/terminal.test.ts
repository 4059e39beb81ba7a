import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { liveText } from "../../../lib/display/terminal.js";

/** A terminal that understands what we write: moving up n rows and clearing to the end. */
class Screen {
  isTTY = true;
  columns = 20;
  rows = 10;
  bytesWritten = 0;
  lines: string[] = [""];

  write(text: string): void {
    this.bytesWritten += text.length;

    for (const part of text.match(/\x1b\[\d*[AJ]|\r|\n|[^\x1b\r\n]+/g) ?? []) {
      const up = /\[(\d+)A/.exec(part);
      if (up) this.lines.length -= Number(up[1]);
      else if (part === "\n") this.lines.push("");
      else if (part.endsWith("J")) this.lines[this.lines.length - 1] = "";
      else if (part !== "\r") this.lines[this.lines.length - 1] += part;
    }
  }
}

const useStdout = (stdout: unknown): void => {
  vi.stubGlobal("process", { stdout, once: process.once.bind(process) });
};

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe("on a terminal", () => {
  test("a text is redrawn in its place, cut to the width of the terminal", () => {
    const screen = new Screen();
    useStdout(screen);
    const text = liveText();
    text.show("one", false);
    text.show("two, which is too long for this screen", false);
    expect(screen.lines).toEqual(["two, which is too l", ""]);
  });

  test("two live texts are redrawn together and keep their order", () => {
    const screen = new Screen();
    useStdout(screen);
    const [bar, curve] = [liveText(), liveText()];
    bar.show("bar 1", false);
    curve.show("curve 1", false);
    bar.show("bar 2", false);
    curve.show("curve 2", true);
    bar.show("bar 3", true);
    liveText().show("next", false);
    expect(screen.lines).toEqual(["bar 3", "curve 2", "next", ""]);
  });

  test("what others print meanwhile stays on the screen", () => {
    const screen = new Screen();
    useStdout(screen);
    const bar = liveText();
    bar.show("bar 1", false);
    screen.write("a message\n");
    bar.show("bar 2", false);
    bar.show("bar 3", true);
    expect(screen.lines).toEqual(["bar 1", "a message", "bar 3", ""]);
  });
});

describe("where lines cannot be redrawn", () => {
  test("a text is printed first, then every five seconds, and at its end", () => {
    useStdout({ isTTY: false });
    const log = vi.spyOn(console, "log").mockReturnValue(undefined);
    const bar = liveText();
    for (let second = 0; second < 7; second++) {
      bar.show(`second ${second}`, false);
      vi.advanceTimersByTime(1000);
    }
    bar.show("end", true);
    expect(log.mock.calls.flat()).toEqual(["second 0", "second 5", "end"]);
  });

  test("what was held back last is printed when the process ends", async () => {
    vi.resetModules(); // One listener serves the whole process; this test wants its own.
    const fresh = await import("../../../lib/display/terminal.js");
    const atExit: (() => void)[] = [];
    vi.stubGlobal("process", {
      stdout: { isTTY: false },
      once: (_: string, listener: () => void) => atExit.push(listener),
    });
    const log = vi.spyOn(console, "log").mockReturnValue(undefined);
    const bar = fresh.liveText();
    bar.show("first", false);
    bar.show("last", false);
    expect(log.mock.calls.flat()).toEqual(["first"]);
    expect(atExit).toHaveLength(1);
    atExit[0]();
    expect(log.mock.calls.flat()).toEqual(["first", "last"]);
  });
});
