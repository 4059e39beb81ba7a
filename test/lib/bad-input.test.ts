import { describe, expect, test } from "vitest";
import * as gradlab from "../../lib/index.js";
import { dataRows } from "./bad-input/data.js";
import { exempt, exemptEnds } from "./bad-input/exempt.js";
import { layerRows } from "./bad-input/layers.js";
import { lossRows } from "./bad-input/losses.js";
import { modelRows } from "./bad-input/models.js";
import { moduleRows } from "./bad-input/modules.js";
import { noiseRows } from "./bad-input/noise.js";
import { normRows } from "./bad-input/norms.js";
import { numberRows } from "./bad-input/numbers.js";
import { optimizerRows } from "./bad-input/optimizers.js";
import { pictureRows } from "./bad-input/pictures.js";
import type { Row } from "./bad-input/row.js";
import { trainingRows } from "./bad-input/training.js";
import { windowRows } from "./bad-input/windows.js";

/** Every public function and class of lib/index.ts is given what it cannot take, and must say so. */
const tables: Readonly<Record<string, readonly Row[]>> = {
  "numbers and tensors": numberRows,
  layers: layerRows,
  noise: noiseRows,
  normalization: normRows,
  windows: windowRows,
  "losses, penalties and first weights": lossRows,
  optimizers: optimizerRows,
  modules: moduleRows,
  models: modelRows,
  data: dataRows,
  "training and checks": trainingRows,
  "what is shown": pictureRows,
};

/** The names of all functions and classes in a module, also in modules within it. */
function functionsOf(module: object, before = ""): string[] {
  return Object.entries(module).flatMap(([name, value]: [string, unknown]) => {
    if (typeof value === "function") return [`${before}${name}`];
    const isModule = Object.prototype.toString.call(value) === "[object Module]";
    return isModule ? functionsOf(value as object, `${before}${name}.`) : [];
  });
}

/** `where: what, expected, got`: where it is, what should be, and what came. */
const FORM = /^[^:]+: .*\b(must|expected|do not fit|is not known|needs|not written)\b/s;

/** Names that a message may begin with in place of that of the function called, and why. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  parseCifar10: "a file: what is wrong is in it",
  parseMnist: "a file: what is wrong is in it",
  loadWeights: "a file: what is wrong is in it",
  objective: "the loss that it was given, which alone knows what labels it takes",
  todo: "the step that is still to be written",
};

/**
 * Whether a message begins with what was called: the function, a method of what it gave back, or a place in what it was
 * given. What a module computes is its layer's function, public as well.
 */
function namesCaller(name: string, message: string): boolean {
  const where = message.slice(0, message.indexOf(":"));
  const layer = name.replace(/^modules\./, "");
  const passes = name === layer ? [] : [`${layer}.forward`, `${layer}.backward`];
  return where === name || where.startsWith(`${name}.`) || passes.includes(where);
}

describe.each(Object.entries(tables))("bad input to %s", (_topic, rows) => {
  test.each(rows.map(([name, call, message]) => ({ name, call, message })))(
    "$name says $message",
    async ({ name, call, message }) => {
      let error: unknown;
      try {
        await call();
      } catch (thrown) {
        error = thrown;
      }
      expect(error).toBeInstanceOf(Error);
      expect((error as Error).message).toBe(message);
      expect(message).toMatch(FORM);
      expect(namesCaller(name, message) || Object.hasOwn(ELSEWHERE, name)).toBe(true);
    },
  );
});

describe("the table of bad input", () => {
  const names = functionsOf(gradlab);
  const covered = new Set(Object.values(tables).flatMap((rows) => rows.map(([name]) => name)));
  const isExempt = (name: string): boolean =>
    Object.hasOwn(exempt, name) || Object.keys(exemptEnds).some((end) => name.endsWith(end));

  test("has a row or a reason for every public function and class", () => {
    expect(names.length).toBeGreaterThan(300);
    expect(names.filter((name) => !covered.has(name) && !isExempt(name))).toEqual([]);
  });

  test("names nothing that is not public", () => {
    const known = new Set(names);
    const listed = [...covered, ...Object.keys(exempt)];
    expect(listed.filter((name) => !known.has(name))).toEqual([]);
  });

  test("names elsewhere only what some message does not name", () => {
    const others = Object.values(tables).flatMap((rows) =>
      rows.flatMap(([name, , message]) => (namesCaller(name, message) ? [] : [name])),
    );
    expect(Object.keys(ELSEWHERE).filter((name) => !others.includes(name))).toEqual([]);
  });

  test("gives no reason where there is a row", () => {
    expect(Object.keys(exempt).filter((name) => covered.has(name))).toEqual([]);
  });
});
