import { appendFileSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { matchesGlob } from "../../../kernel/history/glob.js";
import { historyFile } from "../../../kernel/history/history-file.js";
import { History } from "../../../kernel/history/history.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const folder = temporaryFolder("history");

const logged: string[] = [];
const open = (name: string) => new History(join(folder, name), (line) => void logged.push(line));

async function session(name: string, ...sources: string[]): Promise<History> {
  const history = open(name);
  sources.forEach((source, i) => history.add(i + 1, source));
  await history.saved();
  return history;
}

describe("history", () => {
  it("is kept between sessions, which are numbered as they come", async () => {
    await session("kept", "a", "b");
    const second = await session("kept", "c");
    expect(await second.tail(2)).toEqual([
      { session: 1, line: 2, source: "b" },
      { session: 2, line: 1, source: "c" },
    ]);
    expect(await second.range(0, 1, Infinity)).toEqual([{ session: 2, line: 1, source: "c" }]);
    expect(await second.range(-1, 2, 3)).toEqual([{ session: 1, line: 2, source: "b" }]);
    expect(await second.range(1, 1, 2)).toEqual([{ session: 1, line: 1, source: "a" }]);
    expect(await open("kept").range(-1, 1, Infinity)).toHaveLength(1);
  });

  it("is searched by pattern, each text once if asked", async () => {
    const history = await session("searched", "let x = 1", "print(x)", "let x = 1", "let\ny");
    const sources = async (pattern: string, count = Infinity, unique = false) =>
      (await history.search(pattern, count, unique)).map(({ line }) => line);
    expect(await sources("let*")).toEqual([1, 3, 4]);
    expect(await sources("let*", Infinity, true)).toEqual([3, 4]);
    expect(await sources("*x*", 2)).toEqual([2, 3]);
    expect(await sources("print(?)")).toEqual([2]);
    expect(await sources("let")).toEqual([]);
  });

  it("passes over lines that a crash cut short", async () => {
    await session("cut", "a");
    appendFileSync(join(folder, "cut"), '{"session":"x","line":2,"sou\n[]\nnull\n');
    const history = await session("cut", "b");
    expect((await history.tail(9)).map(({ source }) => source)).toEqual(["a", "b"]);
  });

  it("gives up its older half when it grows too large, and stays the reader's alone", async () => {
    const file = join(folder, "large");
    const line = (i: number) =>
      JSON.stringify({ session: "s", line: i, source: "x".repeat(1e5) }) + "\n";
    writeFileSync(file, Array.from({ length: 50 }, (_, i) => line(i)).join(""));
    const history = await session("large", "new");
    expect(await history.tail(99)).toHaveLength(25);
    expect(readFileSync(file, "utf8").trimEnd().split("\n")).toHaveLength(25);
    if (process.platform !== "win32") expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("is not read before somebody asks, as no cell should wait for years of it", async () => {
    const history = await session("unread", "mine");
    appendFileSync(join(folder, "unread"), '{"session":"other","line":1,"source":"theirs"}\n');
    expect((await history.tail(9)).map(({ source }) => source)).toEqual(["mine", "theirs"]);
  });

  it("goes on without a file that cannot be written, and says why", async () => {
    const history = await session("kept/not-a-folder", "a", "b");
    expect((await history.tail(9)).map(({ source }) => source)).toEqual(["a", "b"]);
    expect(logged[0]).toContain("history: not kept");
  });

  it("lies in the user's data folder, elsewhere, or nowhere", () => {
    const at = (platform: NodeJS.Platform, env = {}) => historyFile(platform, env, "/home/me");
    expect(at("linux")).toBe("/home/me/.local/share/gradlab/history.jsonl");
    expect(at("darwin")).toBe("/home/me/Library/Application Support/gradlab/history.jsonl");
    expect(at("win32")).toBe("/home/me/AppData/Local/gradlab/history.jsonl");
    expect(at("linux", { GRADLAB_HISTORY: "/elsewhere" })).toBe("/elsewhere");
    expect(at("linux", { GRADLAB_HISTORY: "off" })).toBeUndefined();
  });
});

describe("a pattern", () => {
  it.each([
    ["abc", "a*c", true],
    ["abc", "a?c", true],
    ["abc", "*b", false],
    ["", "*", true],
    ["a.c", "a.c", true],
    ["abc", "a.c", false],
    ["aXbXc", "a*b*c", true],
  ])("%j matches %j: %j", (text, pattern, expected) => {
    expect(matchesGlob(text, pattern)).toBe(expected);
  });

  it("never takes long", () => {
    const start = performance.now();
    expect(matchesGlob("a".repeat(5000), "*a".repeat(50) + "b")).toBe(false);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
