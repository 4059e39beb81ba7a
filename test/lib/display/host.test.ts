import Module from "node:module";
import { afterEach, expect, test, vi } from "vitest";
import { display, newDisplay } from "../../../lib/display/display.js";
import { findHost } from "../../../lib/display/host.js";

const BROADCAST = Symbol.for("Jupyter.broadcast");
const globals = globalThis as Record<PropertyKey, unknown>;
const cache = (Module as unknown as { _cache: Record<string, unknown> })._cache;
const tslabPath = "/somewhere/node_modules/tslab/dist/jupyter.js";

const loadTslab = (write: unknown): void => {
  cache[tslabPath] = { exports: { lastWriteDisplayData: write } };
};

afterEach(() => {
  globals[BROADCAST] = undefined;
  globals.Deno = undefined;
  Reflect.deleteProperty(cache, tslabPath);
  vi.restoreAllMocks();
});

test("a plain process has no host", () => {
  expect(findHost()).toBeUndefined();
});

test("our kernel comes before Deno, and Deno before tslab", () => {
  loadTslab(() => undefined);
  expect(findHost()?.name).toBe("tslab");
  globals.Deno = { jupyter: { broadcast: () => Promise.resolve() } };
  expect(findHost()?.name).toBe("deno");
  globals[BROADCAST] = () => undefined;
  expect(findHost()?.name).toBe("gradlab");
});

test("Deno outside its notebooks, where reading Deno.jupyter throws, is no host", () => {
  globals.Deno = {
    get jupyter(): never {
      throw new Error("only available in `deno jupyter`");
    },
  };
  expect(findHost()).toBeUndefined();
});

test("tslab before its first cell is no host", () => {
  loadTslab(null);
  expect(findHost()).toBeUndefined();
});

test("display sends display_data without an id", () => {
  const broadcast = vi.fn();
  globals[BROADCAST] = broadcast;
  display("hello");
  expect(broadcast.mock.calls).toEqual([
    ["display_data", { data: { "text/plain": "hello" }, metadata: {}, transient: {} }],
  ]);
});

test("newDisplay shows first and updates the same id afterwards", () => {
  const write = vi.fn();
  loadTslab(write);
  const place = newDisplay();
  place.show("one");
  place.show("two");
  const [[first, updates], [second, updatesAgain]] = write.mock.calls as [
    { transient: { display_id: string } },
    boolean,
  ][];
  expect([updates, updatesAgain]).toEqual([false, true]);
  expect(second).toEqual({
    data: { "text/plain": "two" },
    metadata: {},
    transient: { display_id: first.transient.display_id },
  });
  newDisplay().show("other");
  expect(write.mock.lastCall?.[0]).not.toMatchObject({ transient: first.transient });
});

test("a notebook that cannot be reached is reported and does not stop the cell", async () => {
  const report = vi.spyOn(console, "error").mockReturnValue(undefined);
  globals[BROADCAST] = () => Promise.reject(new Error("closed"));
  display("hello");
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(report.mock.calls[0][0]).toBe("display: could not reach the notebook:");
});

test("a plain script prints the text", () => {
  const log = vi.spyOn(console, "log").mockReturnValue(undefined);
  display([1, 2]);
  expect(log.mock.calls).toEqual([["[ 1, 2 ]"]]);
});
