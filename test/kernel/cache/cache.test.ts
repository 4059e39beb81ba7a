import { chmodSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { Cache } from "../../../kernel/cache/cache.js";
import { cacheFolder } from "../../../kernel/cache/folder.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

let folder: string;
let cache: Cache;

beforeEach(() => {
  folder = join(temporaryFolder("cache"), "made", "when needed");
  cache = new Cache(folder);
});

const text = (found: Buffer | undefined) => found?.toString();
const files = () => readdirSync(folder).map((name) => join(folder, name));

test("what was written is read for the same kind and key alone", () => {
  cache.write("types", ["a", 1], Buffer.from("one"));
  cache.write("types", ["a", 2], Buffer.from("two"));
  expect(text(new Cache(folder).read("types", ["a", 1]))).toBe("one");
  expect(text(cache.read("types", ["a", 2]))).toBe("two");
  expect(cache.read("types", ["a"])).toBeUndefined();
  expect(cache.read("compiled", ["a", 1])).toBeUndefined();
});

test("a file cut short or changed by one bit is as good as none, and is written anew", () => {
  cache.write("types", [], Buffer.from("whole"));
  const [file] = files();
  const whole = readFileSync(file);
  for (let length = 0; length < whole.length; length++) {
    writeFileSync(file, whole.subarray(0, length));
    expect(cache.read("types", [])).toBeUndefined();
  }
  for (let at = 0; at < whole.length; at++) {
    const changed = Buffer.from(whole);
    changed[at] ^= 1;
    writeFileSync(file, changed);
    expect(cache.read("types", [])).toBeUndefined();
  }
  cache.write("types", [], Buffer.from("again"));
  expect(text(cache.read("types", []))).toBe("again");
});

test("the newest of a kind stay, and those of other kinds", () => {
  cache.write("compiled", [], Buffer.from("other"));
  for (let i = 0; i < 20; i++) {
    cache.write("types", [i], Buffer.from(String(i)));
    // Files of one moment would have no order.
    const found = files().find((file) =>
      readFileSync(file)
        .subarray(32)
        .equals(Buffer.from(String(i))),
    );
    if (found) utimesSync(found, 1000 + i, 1000 + i);
  }
  expect(files().length).toBeLessThan(12);
  expect(text(cache.read("types", [19]))).toBe("19");
  expect(cache.read("types", [0])).toBeUndefined();
  expect(text(cache.read("compiled", []))).toBe("other");
});

test("a folder that cannot be had, or none, costs nothing but time", () => {
  const file = join(temporaryFolder("cache"), "file");
  writeFileSync(file, "");
  chmodSync(file, 0o400);
  for (const without of [new Cache(join(file, "inside")), new Cache(cacheFolder("linux", off))]) {
    without.write("types", [], Buffer.from("lost"));
    expect(without.read("types", [])).toBeUndefined();
  }
});

const off = { GRADLAB_KERNEL_CACHE: "off" };

test("it lies where each system has what can be made anew", () => {
  expect(cacheFolder("linux", {}, "/home/me")).toBe(
    join("/home/me", ".cache", "gradlab", "kernel"),
  );
  expect(cacheFolder("linux", { XDG_CACHE_HOME: "/x" }, "/home/me")).toBe(
    join("/x", "gradlab", "kernel"),
  );
  expect(cacheFolder("darwin", {}, "/me")).toBe(
    join("/me", "Library", "Caches", "gradlab", "kernel"),
  );
  expect(cacheFolder("win32", { LOCALAPPDATA: "/l" }, "/me")).toBe(join("/l", "gradlab", "kernel"));
  expect(cacheFolder("linux", { GRADLAB_KERNEL_CACHE: "/mine" }, "/me")).toBe("/mine");
  expect(cacheFolder("linux", off, "/me")).toBeUndefined();
});
