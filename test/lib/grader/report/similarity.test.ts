import { describe, expect, test } from "vitest";
import {
  sharedRanges,
  similarPairs,
} from "../../../../lib/grader/report/similarity/similar-pairs.js";
import { similarityPage } from "../../../../lib/grader/report/similarity/similarity-page.js";
import { tokensOf } from "../../../../lib/grader/report/similarity/tokens.js";
import { solutionCell } from "../submissions.js";
import { readNotebook } from "../../../../kernel/notebook/format.js";
import { releasedPath } from "../submissions.js";

const template = readNotebook(releasedPath)
  .cells.filter(({ id }) => ["forward", "backward"].includes(id))
  .map(({ id, source }) => ({ id, source }));
const one = (student: string, source: string) => ({ student, cells: [{ id: "forward", source }] });

const forward = solutionCell("forward");
const own = `function forward({ x, gamma, beta }, { eps = 1e-5 } = {}, step = run) {
  const rows = x.shape[0];
  const total = x.sum(0);
  const mean = step("mean", "", () => total.div(rows));
  const squares = x.sub(mean).abs().mul(x.sub(mean).abs());
  const variance = step("variance", "", () => squares.sum(0).div(rows));
  return { y: step("y", "", () => x.sub(mean).div(variance.add(eps).sqrt()).mul(gamma).add(beta)) };
}`;
const copied = own
  .replaceAll("rows", "n")
  .replaceAll("squares", "sq")
  .replaceAll("total", "s")
  .replace("{\n", "{ // all mine\n\n");

describe("similar submissions", () => {
  test("are found after renaming, comments and other line breaks", () => {
    const [first] = similarPairs([one("a", own), one("b", forward), one("c", copied)], template);
    expect([first.a.student, first.b.student, first.similarity]).toEqual(["a", "c", 1]);
  });

  test("are not those that only share the template", () => {
    const both = [one("a", template[0].source), one("b", template[0].source)];
    expect(similarPairs(both, template)).toEqual([]);
  });

  test("weigh little what a whole class has, and much what only two have", () => {
    // A detour of its own after what all twenty have.
    const odd = (source: string): string =>
      source.replace(
        "return x.mean(0);",
        "let s = x.sum(0); for (const k of [1, 2]) s = s.mul(k).div(k); return s.div(x.shape[0]);",
      );
    const others = Array.from({ length: 18 }, (_, i) => one(`student ${i}`, forward));
    const pairs = similarPairs(
      [...others, one("a", odd(forward)), one("b", odd(forward))],
      template,
      {
        most: 300,
        least: 0,
      },
    );
    const ofPair = (a: string, b: string) =>
      pairs.find((pair) => pair.a.student === a && pair.b.student === b)?.similarity ?? 0;
    expect(ofPair("a", "b")).toBe(1);
    expect(ofPair("student 0", "a")).toBeLessThan(0.2);
  });

  test("are marked where they agree, and nowhere else", () => {
    const source = `const before = 1;\n${own}\nlet after = [7, 8];`;
    const ranges = sharedRanges(source, [{ id: "x", source: copied }], template);
    const marked = ranges.map(({ start, end }) => source.slice(start, end)).join("…");
    expect(marked).toContain("squares.sum(0).div(rows)");
    expect(marked).not.toContain("before");
    expect(marked).not.toContain("after");
  });

  test("are worded as a hint, side by side, with every text escaped", () => {
    const pairs = similarPairs([one("<b>a</b>", `${own}; "<script>"`), one("c", copied)], template);
    const text = similarityPage("Batch normalization", pairs, template);
    expect(text).toContain("A hint where to look, never a verdict.");
    expect(text).not.toMatch(/plagiari|cheat|guilty|copied from/i);
    expect(text).not.toMatch(/<b>a<\/b>|<script/);
    expect(text.match(/<pre>/g)).toHaveLength(2);
    expect(text).toContain("<mark>");
  });
});

describe("tokens", () => {
  test("leave out comments, make names one word but not those of operations", () => {
    const texts = tokensOf("const mean = x.mean(0); // mine\n`a` + 'b'").map(({ text }) => text);
    expect(texts).toEqual([
      ...["const", "name", "=", "name", ".", "mean", "(", "0", ")", ";"],
      ...['"text"', "+", '"text"'],
    ]);
  });

  test("of a text that is no program at all do not hang", () => {
    expect(tokensOf('` ${ " \u0000 /* /regex').length).toBeLessThan(20);
  });
});
