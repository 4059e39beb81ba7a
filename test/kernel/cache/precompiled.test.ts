import { readdirSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { Cache } from "../../../kernel/cache/cache.js";
import { loadPrecompiled } from "../../../kernel/cache/precompiled.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const require = createRequire(import.meta.url);
let folder: string;
let file: string;
let cached: string;

beforeEach(() => {
  folder = temporaryFolder("precompiled");
  cached = join(folder, "cache");
  file = join(folder, "module.js");
  writeFileSync(
    file,
    `exports.where = [__filename, __dirname, require("node:path").basename(__filename)];
     exports.twice = (x) => 2 * x;`,
  );
});

const load = () => loadPrecompiled(file, new Cache(cached));
const loaded = () => require(file) as { where: string[]; twice(x: number): number };
const entries = () => readdirSync(cached).map((name) => join(cached, name));

test("who requires the file gets the module that was loaded, first and from the cache", () => {
  const keep = load();
  expect(loaded().where).toEqual([file, folder, "module.js"]);
  expect(loaded().twice(2)).toBe(4);
  keep();
  expect(entries()).toHaveLength(1);
  const first = loaded();
  load();
  expect(loaded()).not.toBe(first);
  expect(loaded().twice(3)).toBe(6);
});

test("what is kept is not written again", () => {
  load()();
  const { ino } = statSync(entries()[0]);
  load()();
  expect(entries().map((entry) => statSync(entry).ino)).toEqual([ino]);
});

test("a module that has changed runs as it is now", () => {
  load()();
  writeFileSync(file, "exports.twice = (x) => x + x + 0.5;");
  load()();
  expect(loaded().twice(1)).toBe(2.5);
  expect(entries()).toHaveLength(2);
});

test("what V8 does not take is replaced", () => {
  const cache = new Cache(cached);
  const foreign = Buffer.alloc(5000, 7);
  cache.read = () => foreign;
  const keep = loadPrecompiled(file, cache);
  expect(loaded().twice(4)).toBe(8);
  keep();
  expect(entries()).toHaveLength(1);
});

test("a broken file is no reason to fail", () => {
  load()();
  writeFileSync(entries()[0], "nonsense");
  load();
  expect(loaded().twice(5)).toBe(10);
});
