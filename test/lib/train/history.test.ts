import { describe, expect, test } from "vitest";
import { toBundle } from "../../../lib/display/bundle.js";
import { History } from "../../../lib/train/history.js";

const run = (losses: number[]): History => {
  const history = new History();
  losses.forEach((trainLoss, epoch) => {
    history.epochs.push({
      ...{ epoch, trainLoss, trainAccuracy: epoch / 100 },
      ...{ valLoss: trainLoss + 0.1, valAccuracy: epoch / 200 },
    });
  });
  history.best = history.epochs[2];
  return history;
};
const htmlOf = (history: History): string => toBundle(history)["text/html"] as string;
const rows = (html: string): string[] => html.match(/<tr>.*?<\/tr>/g) ?? [];

describe("a history in a notebook", () => {
  test("is its sentence, two curves and a table", () => {
    const history = run([2.3, 1.9, 1.7]);
    const html = htmlOf(history);
    expect(html).toContain(history.toString());
    expect(html.match(/<path/g)).toHaveLength(2);
    expect(rows(html)).toHaveLength(4);
    expect(rows(html)[1]).toContain("2.300");
    expect(toBundle(history)["text/plain"]).toBe(history.toString());
  });

  test("shows few epochs of a long run: the first, the last and the best among them, which is bold", () => {
    const html = htmlOf(run(Array.from({ length: 100 }, (_, i) => 3 - i / 50)));
    const epochs = rows(html).slice(1).map((row) => /(\d+)</.exec(row)?.[1]); // prettier-ignore
    expect(epochs).toEqual(["0", "2", "20", "40", "59", "79", "99"]);
    expect(rows(html).filter((row) => row.includes("<b>"))).toHaveLength(1);
    expect(rows(html)[2]).toContain("<b>2</b>");
  });

  test("has no column without a number", () => {
    const history = new History();
    history.epochs.push({ epoch: 0, trainLoss: 2, trainAccuracy: NaN });
    expect(rows(htmlOf(history))[0].match(/<th/g)).toHaveLength(2);
    expect(htmlOf(history)).not.toContain("accuracy");
    expect(rows(htmlOf(run([2, 1])))[0].match(/<th/g)).toHaveLength(5);
  });

  test("breaks its curve where the loss is not finite, and draws nothing of an empty run", () => {
    const drawing = /<svg.*<\/svg>/.exec(htmlOf(run([2, Infinity, NaN, 1])))?.[0];
    expect(drawing).not.toMatch(/NaN|Infinity/);
    expect(drawing?.match(/M[\d.]+ [\d.]+/g)).toHaveLength(4);
    expect(htmlOf(new History())).toBe("<div>no epochs</div>");
  });
});
