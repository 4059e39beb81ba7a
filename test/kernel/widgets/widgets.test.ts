import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  Button,
  Checkbox,
  Dropdown,
  FloatLogSlider,
  FloatSlider,
  HBox,
  HTML,
  IntProgress,
  IntSlider,
  jslink,
  Play,
  Text,
  ToggleButtons,
  VBox,
} from "../../../kernel/widgets/index.js";
import { Page } from "./page.js";

const DISPLAY: unique symbol = Symbol.for("Jupyter.display");
const bundle = (widget: object) => (widget as { [DISPLAY](): Record<string, unknown> })[DISPLAY]();

describe("in a page", () => {
  let page: Page;
  beforeEach(() => (page = Page.install()));
  afterEach(() => Page.remove());

  it("a widget opens its comm when it is first shown, and says what it is", () => {
    const slider = new IntSlider({ value: 3, max: 10, description: "n", continuousUpdate: false });
    expect(page.comms).toEqual([]);
    const shown = bundle(slider);
    const comm = page.model(slider);
    expect(shown).toEqual({
      "application/vnd.jupyter.widget-view+json": {
        version_major: 2,
        version_minor: 0,
        model_id: comm.id,
      },
      "text/plain": "IntSlider { value: 3, min: 0, max: 10 }",
    });
    expect(comm).toMatchObject({ target: "jupyter.widget", metadata: { version: "2.1.0" } });
    expect(comm.opening).toMatchObject({
      buffer_paths: [],
      state: {
        _model_name: "IntSliderModel",
        _model_module: "@jupyter-widgets/controls",
        _model_module_version: "2.0.0",
        _view_name: "IntSliderView",
        _view_module: "@jupyter-widgets/controls",
        value: 3,
        min: 0,
        max: 10,
        step: 1,
        continuous_update: false,
        readout_format: "d",
        description: "n",
        layout: `IPY_MODEL_${page.model(slider.layout).id}`,
        style: `IPY_MODEL_${page.model(slider.style).id}`,
      },
    });
    bundle(slider);
    expect(page.comms.length).toBe(3);
  });

  it("each class has the names of the stock manager", () => {
    const widgets = [
      new FloatSlider(),
      new FloatLogSlider(),
      new Dropdown({ options: [1] }),
      new Checkbox(),
      new ToggleButtons({ options: [1] }),
      new Text(),
      new Button(),
      new Play(),
      new IntProgress(),
      new HTML(),
      new HBox(),
      new VBox(),
    ];
    const names = widgets.map((widget) => {
      const { _model_name, _view_name } = page.model(widget).state;
      return [widget.constructor.name, _model_name, _view_name];
    });
    expect(names).toEqual(
      widgets.map(({ constructor: { name } }) => [
        name,
        `${name}Model`,
        name === "IntProgress" ? "ProgressView" : `${name}View`,
      ]),
    );
    expect(page.model(new Text().layout).state).toMatchObject({
      _model_name: "LayoutModel",
      _model_module: "@jupyter-widgets/base",
    });
    expect(page.model(new Button().style).state).toMatchObject({
      _model_name: "ButtonStyleModel",
      _model_module: "@jupyter-widgets/controls",
      _view_module: "@jupyter-widgets/base",
    });
  });

  it("what is set here changes there, and only that is sent", () => {
    const slider = new IntSlider();
    const { sent } = page.model(slider);
    slider.value = 7;
    slider.value = 7;
    slider.set({ max: 5 });
    slider.layout.width = "50%";
    expect(sent).toEqual([
      { method: "update", state: { value: 7 }, buffer_paths: [] },
      { method: "update", state: { value: 5, max: 5 }, buffer_paths: [] },
    ]);
    expect(page.model(slider.layout).state.width).toBe("50%");
  });

  it("what the reader moves changes here, is told to listeners and to other pages", () => {
    const slider = new IntSlider();
    const seen: [number, number][] = [];
    const stop = slider.observe("value", ({ value, old }) => seen.push([value, old]));
    const comm = page.model(slider);
    comm.update({ value: 4 });
    stop();
    comm.update({ value: 5 });
    expect(slider.value).toBe(5);
    expect(seen).toEqual([[4, 0]]);
    expect(comm.sent).toEqual([
      { method: "echo_update", state: { value: 4 }, buffer_paths: [] },
      { method: "echo_update", state: { value: 5 }, buffer_paths: [] },
    ]);
  });

  it("what the page sends beyond bounds is answered with what is", () => {
    const slider = new IntSlider({ value: 1, max: 5 });
    page.model(slider).update({ value: 50 });
    expect(slider.value).toBe(1);
    expect(page.model(slider).sent).toMatchObject([{ method: "update", state: { value: 1 } }]);
  });

  it("a listener's error is printed and keeps no other from being told", () => {
    const print = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const slider = new IntSlider();
    const after = vi.fn();
    slider.observe("value", () => {
      throw new Error("mine");
    });
    slider.observe("value", after);
    page.model(slider).update({ value: 1 });
    expect(after).toHaveBeenCalledOnce();
    expect(print).toHaveBeenCalledWith(expect.objectContaining({ message: "mine" }));
    print.mockRestore();
  });

  it("a page that asks gets the state of one, or of all", () => {
    const text = new Text({ value: "one" });
    const comm = page.model(text);
    comm.onMessage({ method: "request_state" });
    expect(comm.sent.at(-1)).toMatchObject({ method: "update", state: { value: "one" } });
    const control = page.opens("jupyter.widget.control");
    control.onMessage({ method: "request_states" });
    const { method, states } = control.sent[0] as { method: string; states: object };
    expect(method).toBe("update_states");
    expect(states).toMatchObject({
      [comm.id]: {
        model_name: "TextModel",
        model_module: "@jupyter-widgets/controls",
        model_module_version: "2.0.0",
        state: { value: "one", _view_name: "TextView" },
      },
    });
  });

  it("a choice travels as its place, and is a value here", () => {
    const dropdown = new Dropdown({ options: { small: 16, large: 256 }, value: 256 });
    const comm = page.model(dropdown);
    expect(comm.state).toMatchObject({ _options_labels: ["small", "large"], index: 1 });
    expect(comm.state).not.toHaveProperty("value");
    const seen: number[] = [];
    dropdown.observe("value", ({ value }) => seen.push(value));
    comm.update({ index: 0 });
    expect(dropdown.value).toBe(16);
    expect(seen).toEqual([16]);
    dropdown.options = { tiny: 1 } as never;
    expect(comm.state).toMatchObject({ _options_labels: ["tiny"], index: 0 });
    expect(dropdown.value).toBe(1);
  });

  it("a button tells of clicks", () => {
    const button = new Button({ description: "Go" });
    const clicked = vi.fn();
    const stop = button.onClick(clicked);
    page.model(button).onMessage({ method: "custom", content: { event: "click" } });
    page.model(button).onMessage({ method: "custom", content: { event: "other" } });
    stop();
    page.model(button).onMessage({ method: "custom", content: { event: "click" } });
    expect(clicked).toHaveBeenCalledOnce();
  });

  it("boxes hold widgets, and the page cannot take them out", () => {
    const slider = new IntSlider();
    const box = new HBox([slider], { layout: { width: "100%" } });
    const comm = page.model(box);
    expect(comm.state.children).toEqual([`IPY_MODEL_${page.model(slider).id}`]);
    expect(page.model(box.layout).state.width).toBe("100%");
    comm.update({ children: [] });
    comm.update({ children: ["IPY_MODEL_other"] });
    box.children = [slider, new Text()];
    expect((comm.state.children as string[]).length).toBe(2);
  });

  it("a link ties two properties in the page", () => {
    const [play, slider] = [new Play(), new IntSlider()];
    const link = jslink([play, "value"], [slider, "value"]);
    expect(page.model(link).state).toMatchObject({
      _model_name: "LinkModel",
      _view_name: null,
      source: [`IPY_MODEL_${page.model(play).id}`, "value"],
      target: [`IPY_MODEL_${page.model(slider).id}`, "value"],
    });
    expect(() => jslink([play, "speed" as "value"], [slider, "value"])).toThrow(/got speed$/);
  });

  it("a closed widget leaves the page", () => {
    const text = new Text();
    const comm = page.model(text);
    text.close();
    expect(comm.closed).toBe(true);
    text.value = "later";
    expect(comm.sent).toEqual([]);
    expect(page.model(text)).not.toBe(comm);
  });
});

describe("without a page", () => {
  it("widgets hold their values and are text", () => {
    const slider = new FloatSlider({ value: 0.5, max: 1 });
    const seen = vi.fn();
    slider.observe("value", seen);
    slider.value = 0.75;
    expect(seen).toHaveBeenCalledWith({ value: 0.75, old: 0.5 });
    expect(inspect(slider)).toBe("FloatSlider { value: 0.75, min: 0, max: 1 }");
    expect(bundle(new HBox([slider, new Text({ value: "x" })]))).toEqual({
      "text/plain": "FloatSlider { value: 0.75, min: 0, max: 1 }\nText { value: 'x' }",
    });
    expect(() => jslink([slider, "value"], [slider, "max"])).not.toThrow();
  });
});

describe("a wrong value is refused in words", () => {
  const cases: [() => unknown, string][] = [
    [
      () => new IntSlider({ value: 11, max: 10 }),
      "IntSlider.value: expected a number from 0 to 10, got 11",
    ],
    [() => new IntSlider({ value: 1.5 }), "IntSlider.value: expected a whole number, got 1.5"],
    [() => new IntSlider({ step: 0 }), "IntSlider.step: expected a number above 0, got 0"],
    [
      () => new FloatSlider({ min: 2, max: 1 }),
      "FloatSlider: expected min to be at most max, got 2 and 1",
    ],
    [() => new FloatSlider({ value: NaN }), "FloatSlider.value: expected a finite number, got NaN"],
    [
      () => new FloatLogSlider({ value: 20_000 }),
      "FloatLogSlider.value: expected a number from 1 to 10000, got 20000",
    ],
    [
      () => new FloatLogSlider({ base: 1 }),
      "FloatLogSlider.base: expected a number above 1, got 1",
    ],
    [
      () => new Dropdown({ options: ["a", "b"], value: "c" as "a" }),
      "Dropdown.value: expected one of 'a', 'b', got 'c'",
    ],
    [
      () => new ToggleButtons({ options: [] }),
      "ToggleButtons.options: expected at least one, got none",
    ],
    [
      () => new Checkbox({ value: 1 as never }),
      "Checkbox.value: expected one of true, false, got 1",
    ],
    [() => new Text({ value: 1 as never }), "Text.value: expected a string, got 1"],
    [() => new HBox([1 as never]), "HBox.children: expected widgets, got 1"],
    [() => new Play({ interval: 0 }), "Play.interval: expected milliseconds above 0, got 0"],
  ];

  it.for(cases)("%s", ([make, message]) => {
    expect(make).toThrow(message);
  });

  it("an option that there is not is named", () => {
    expect(() => new Checkbox({ valeu: true } as object)).toThrow(
      "Checkbox: expected options out of value, description, indent, disabled, tooltip, layout, style, got valeu",
    );
  });
});
