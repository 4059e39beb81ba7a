import { afterEach, beforeEach, describe, expect, expectTypeOf, it, vi } from "vitest";
import { interact, IntSlider, Output } from "../../../kernel/widgets/index.js";
import type { OutputItem } from "../../../kernel/widgets/index.js";
import { Page } from "./page.js";

const BROADCAST = Symbol.for("Jupyter.broadcast");
const outside = vi.fn();
// Before the first capture, as in the kernel.
Object.assign(globalThis, { [BROADCAST]: outside });
const broadcast = (type: string, content: object) =>
  (globalThis as unknown as { [BROADCAST]: (type: string, content: object) => void })[BROADCAST](
    type,
    content,
  );

let page: Page;
beforeEach(() => (page = Page.install()));
afterEach(() => Page.remove());

/** What the outputs say in text. */
const texts = (outputs: readonly OutputItem[]) =>
  outputs.map((item) => {
    if (item.output_type === "stream") return item.text;
    return item.output_type === "error" ? item.evalue : item.data["text/plain"];
  });

describe("interact", () => {
  it("makes a control of each abbreviation", () => {
    const slider = new IntSlider({ max: 3 });
    const { controls } = interact(
      (values) => {
        expectTypeOf(values).toEqualTypeOf<{
          whole: number;
          fine: number;
          list: number;
          layer: "relu" | "tanh";
          sizes: 1 | 2;
          on: boolean;
          text: string;
          own: number;
        }>();
      },
      {
        whole: [0, 10, 2],
        fine: [0, 1, 0.05],
        list: [16, 32, 64],
        layer: ["relu", "tanh"],
        sizes: { small: 1, large: 2 },
        on: true,
        text: "abc",
        own: slider,
      },
    );
    expect(Object.values(controls).map(String)).toEqual([
      "IntSlider { value: 0, min: 0, max: 10 }",
      "FloatSlider { value: 0, min: 0, max: 1 }",
      "Dropdown { value: 16 }",
      "Dropdown { value: 'relu' }",
      "Dropdown { value: 1 }",
      "Checkbox { value: true }",
      "Text { value: 'abc' }",
      "IntSlider { value: 0, min: 0, max: 3 }",
    ]);
    expect(controls.own).toBe(slider);
    expect(controls.fine).toMatchObject({ step: 0.05, readoutFormat: ".2f", description: "fine" });
  });

  it("refuses what no control can be made of", () => {
    expect(() => interact(() => 0, { n: 5 as never })).toThrow(
      "interact: n must be [min, max, step], a list, true or false, text, or a widget with a value; got 5",
    );
    expect(() => interact(() => 0, { n: [] })).toThrow("Dropdown.options: expected at least one");
  });

  it("shows what the function returns, again when a control is moved", async () => {
    const shown = interact(({ n }) => n * n, { n: [0, 9, 1] });
    await shown.ready;
    const model = page.model(shown.output);
    expect(texts(shown.output.outputs)).toEqual(["0"]);
    page.model(shown.controls.n).update({ value: 3 });
    await shown.ready;
    expect(texts(model.state.outputs as OutputItem[])).toEqual(["9"]);
    // One message replaces the old by the new: nothing is cleared in between.
    expect(model.sent.length).toBe(1);
    expect(page.model(shown).state.children).toEqual([
      `IPY_MODEL_${page.model(shown.controls.n).id}`,
      `IPY_MODEL_${model.id}`,
    ]);
  });

  it("shows what is printed and displayed, and nothing of that elsewhere", async () => {
    const shown = interact(
      ({ n }) => {
        process.stdout.write(`a${n}`);
        process.stdout.write("b\n");
        process.stderr.write("c\n");
        broadcast("display_data", {
          data: { "text/plain": "first" },
          transient: { display_id: "x" },
        });
        broadcast("update_display_data", {
          data: { "text/plain": "second" },
          transient: { display_id: "x" },
        });
      },
      { n: [1, 2, 1] },
    );
    await shown.ready;
    expect(texts(shown.output.outputs)).toEqual(["a1b\n", "c\n", "second"]);
    expect(outside).not.toHaveBeenCalled();
    broadcast("display_data", { data: {} });
    expect(outside).toHaveBeenCalledOnce();
  });

  it("shows an error in place, and recovers", async () => {
    const shown = interact(
      ({ n }) => {
        if (n === 1) throw new RangeError("one is too many");
        return "fine";
      },
      { n: [0, 2, 1] },
    );
    await shown.ready;
    page.model(shown.controls.n).update({ value: 1 });
    await shown.ready;
    expect(shown.output.outputs).toMatchObject([
      { output_type: "error", ename: "RangeError", evalue: "one is too many" },
    ]);
    page.model(shown.controls.n).update({ value: 2 });
    await shown.ready;
    expect(texts(shown.output.outputs)).toEqual(["'fine'"]);
  });

  it("awaits an async function, and runs only the last of what came meanwhile", async () => {
    const seen: number[] = [];
    const ends: (() => void)[] = [];
    const shown = interact(
      async ({ n }) => {
        seen.push(n);
        if (n === 0) await new Promise<void>((resolve) => ends.push(resolve));
        return n;
      },
      { n: [0, 9, 1] },
    );
    await vi.waitUntil(() => ends.length > 0, { timeout: 20_000 });
    for (const value of [1, 2, 3, 4]) page.model(shown.controls.n).update({ value });
    ends[0]();
    await shown.ready;
    expect(seen).toEqual([0, 4]);
    expect(texts(shown.output.outputs)).toEqual(["4"]);
  });

  it("is text where there is no page, and prints what it makes", async () => {
    Page.remove();
    const print = vi.spyOn(console, "log").mockImplementation(() => undefined);
    const shown = interact(({ n }) => n + 1, { n: [1, 5, 1] });
    await shown.ready;
    expect(print).toHaveBeenCalledWith("2");
    expect(String(shown)).toBe("IntSlider { value: 1, min: 1, max: 5 }\n");
    print.mockRestore();
  });
});

describe("Output", () => {
  it("shows what a long run prints before it ends", async () => {
    const output = new Output();
    let end = (): void => undefined;
    const running = output.capture(async () => {
      process.stdout.write("begun\n");
      await new Promise<void>((resolve) => (end = resolve));
      process.stdout.write("done\n");
    });
    await vi.waitUntil(() => texts(output.outputs).length > 0, { timeout: 20_000 });
    expect(texts(output.outputs)).toEqual(["begun\n"]);
    end();
    await running;
    expect(texts(output.outputs)).toEqual(["begun\ndone\n"]);
  });

  it("keeps what it shows if that is asked for, and forgets it on clear", async () => {
    const output = new Output();
    await output.capture(() => process.stdout.write("1\n"));
    await output.capture(() => process.stdout.write("2\n"), { keep: true });
    expect(texts(output.outputs)).toEqual(["1\n2\n"]);
    expect(String(output)).toBe("1\n2");
    await output.capture(() => process.stdout.write("3\n"));
    expect(texts(output.outputs)).toEqual(["3\n"]);
    output.clear();
    expect(output.outputs).toEqual([]);
  });

  it("takes back what clear_output says, with wait when the next comes", async () => {
    const output = new Output();
    await output.capture(() => {
      process.stdout.write("old\n");
      broadcast("clear_output", { wait: true });
      process.stdout.write("new\n");
    });
    expect(texts(output.outputs)).toEqual(["new\n"]);
  });
});
