import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { formatSeconds, progress } from "../../../lib/display/progress.js";

const BROADCAST = Symbol.for("Jupyter.broadcast");
type Sent = { data: { "text/html": string; "text/plain": string } };

let sent: Sent[] = [];
const texts = (): string[] => sent.map(({ data }) => data["text/plain"]);

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  vi.stubGlobal("process", undefined);
  (globalThis as Record<symbol, unknown>)[BROADCAST] = (_: string, content: Sent) =>
    void sent.push(content);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  (globalThis as Record<symbol, unknown>)[BROADCAST] = undefined;
});

test("the bar says the share, the count, the time taken, the time left and the text", () => {
  const bar = progress({ total: 30, label: "epochs" });
  for (let epoch = 1; epoch <= 12; epoch++) {
    vi.advanceTimersByTime(250);
    bar.update(epoch, "loss 0.51");
  }
  expect(texts()[0]).toBe("░░░░░░░░░░░░░░░░░░░░ 0 % · 0/30 epochs · 0.0 s");
  expect(texts().at(-1)).toBe(
    "████████░░░░░░░░░░░░ 40 % · 12/30 epochs · 3.0 s, 4.5 s left · loss 0.51",
  );
  bar.done("accuracy 1");
  expect(texts().at(-1)).toBe("████████████████████ 100 % · 30/30 epochs · 3.0 s · accuracy 1");
});

test("it is shown at most ten times a second, and always at its end", () => {
  const bar = progress({ total: 1000 });
  for (let i = 1; i <= 1000; i++) {
    vi.advanceTimersByTime(1);
    bar.update(i);
  }
  bar.done();
  expect(sent.length).toBeLessThanOrEqual(12);
  expect(texts().at(-1)).toBe("████████████████████ 100 % · 1000/1000 steps · 1.0 s");
});

test("the time left follows a rate that changes", () => {
  const bar = progress({ total: 100 });
  for (let i = 1; i <= 50; i++) {
    vi.advanceTimersByTime(i <= 25 ? 100 : 1000);
    bar.update(i);
  }
  expect(texts().at(-1)).toMatch(/, (4[5-9]|5[0-5]) s left/);
});

test("a bar that is stopped stays where it was", () => {
  const bar = progress({ total: 10 });
  vi.advanceTimersByTime(500);
  bar.update(4);
  bar.stop("interrupted");
  expect(texts().at(-1)).toBe("████████░░░░░░░░░░░░ 40 % · 4/10 steps · 0.5 s · interrupted");
  expect(sent.at(-1)?.data["text/html"]).toContain("width:40.0%");
});

test("100 % is not said before the end", () => {
  const bar = progress({ total: 1000 });
  vi.advanceTimersByTime(500);
  bar.update(999);
  expect(texts().at(-1)).toContain(" 99 % · 999/1000");
});

test("label and text cannot bring tags into the page", () => {
  const bar = progress({ total: 1, label: "<b>" });
  bar.done("<script>");
  expect(sent.at(-1)?.data["text/html"]).toContain("1/1 &lt;b&gt;");
  expect(sent.at(-1)?.data["text/html"]).toContain("&lt;script&gt;");
});

test("wrong counts are refused with both values", () => {
  expect(() => progress({ total: -1 })).toThrow(
    "progress: total must be an integer of at least 0, got -1",
  );
  const bar = progress({ total: 3 });
  expect(() => bar.update(4)).toThrow("progress.update: done must be a finite number from 0 to 3");
  bar.done();
  expect(() => bar.update(3)).toThrow("expected a bar that goes on, got one that is done");
});

test("formatSeconds writes a duration as people say it", () => {
  expect([0.04, 3.14, 9.96, 12.4, 59.7, 185, 7620].map(formatSeconds)).toEqual([
    "0.0 s",
    "3.1 s",
    "10 s",
    "12 s",
    "1 min 00 s",
    "3 min 05 s",
    "2 h 07 min",
  ]);
});
