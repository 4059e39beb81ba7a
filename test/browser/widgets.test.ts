import { expect, test } from "vitest";
import { readNotebook, type CodeCell } from "../../kernel/notebook/format.js";
import type { LabPage } from "../support/lab-page.js";
import { openInLab } from "../support/lab-session.js";

const WAVE = `import { lines } from "gradlab";
import { interact } from "gradlab/widgets";
const wave = (count: number) =>
  Array.from({ length: 200 }, (_, index) => Math.sin((count * index * Math.PI) / 100));
interact(({ count }) => lines({ wave: wave(count) }, { title: \`\${count} periods\` }), {
  count: [1, 10, 1],
})`;
const HANDLE = ".jupyter-widgets .noUi-handle";
const TITLE = ".jupyter-widgets .js-plotly-plot .gtitle";
const VIEW = "application/vnd.jupyter.widget-view+json";

test("a slider redraws a plot in place, and goes on to when the page is loaded anew", async (context) => {
  const { page, file } = await openInLab(context, "slider.ipynb", [WAVE]);
  await page.runAll();
  await expectTitle(page, "1 periods");

  await page.page.evaluate(watchForGaps);
  await moveTo(page, 4);
  expect(await page.page.evaluate("window.gaps")).toBe(0);
  await page.picture("widgets-slider");

  await page.save();
  const saved = readNotebook(file);
  const states = JSON.stringify(saved.metadata.widgets);
  expect(states).toContain("IntSliderModel");
  expect(states).toContain("4 periods");
  const [output] = (saved.cells[0] as CodeCell).outputs;
  expect("data" in output && output.data[VIEW]).toMatchObject({ version_major: 2 });

  await page.load();
  await expectTitle(page, "4 periods");
  await moveTo(page, 5);
  expect(page.foreignRequests()).toEqual([]);
  expect(page.errors).toEqual([]);
  await page.close();
});

test("every widget stands in the page, and what the reader does reaches the cell", async (context) => {
  const { page } = await openInLab(context, "widgets.ipynb", [
    `import * as w from "gradlab/widgets";
const play = new w.Play({ max: 5, interval: 50 });
const slider = new w.IntSlider({ max: 5, description: "epoch" });
w.jslink([play, "value"], [slider, "value"]);
const rate = new w.FloatLogSlider({ value: 1e-3, min: -5, max: 0, description: "rate" });
const layer = new w.Dropdown({ options: ["relu", "tanh"], description: "layer" });
const shuffle = new w.Checkbox({ description: "shuffle" });
const mode = new w.ToggleButtons({ options: ["train", "test"] });
const name = new w.Text({ value: "net", description: "name" });
const bar = new w.IntProgress({ max: 5, value: 2, barStyle: "success" });
const output = new w.Output({ layout: { borderTop: "1px solid gray" } });
const go = new w.Button({ description: "Go", buttonStyle: "primary" });
go.onClick(() => output.capture(() => {
  bar.value += 1;
  console.log(layer.value, shuffle.value, mode.value, name.value, rate.value);
  if (bar.value === 4) throw new Error("too far");
}, { keep: true }));
new w.VBox([new w.HBox([play, slider]), rate, layer, shuffle, mode, name, new w.HTML({ value: "<b>note</b>" }), go, bar, output])`,
    `slider.value`,
  ]);
  await page.runAll();
  const cell = await page.cell("cell-1");
  await cell.locator("button", { hasText: "Go" }).waitFor();
  await cell.locator("select").selectOption("tanh");
  await cell.locator('input[type="checkbox"]').check();
  await cell.locator("button", { hasText: "test" }).click();
  await cell.locator('input[type="text"]').fill("deep");
  const output = cell.locator(".jp-OutputArea .jp-OutputArea");
  await cell.locator("button", { hasText: "Go" }).click();
  await output.getByText("tanh true test deep 0.001").waitFor();
  await cell.locator("button", { hasText: "Go" }).click();
  await output.getByText("too far").first().waitFor();
  expect(await output.innerText()).toContain("Cell [1], line 16");
  await cell.locator(".widget-play button").first().click();
  await page.page.waitForFunction(
    "document.querySelector('.widget-slider .widget-readout').textContent.trim() === '5'",
  );
  await page.picture("widgets-all");
  expect(page.errors).toEqual([]);
  await page.close();
});

/** Moves the first slider by key, step by step, as a reader does who does not wait. */
async function moveTo(page: LabPage, value: number): Promise<void> {
  const readout = page.page.locator(".jupyter-widgets .widget-readout").first();
  const from = Number(await readout.innerText());
  await page.page.locator(HANDLE).first().focus();
  for (let at = from; at < value; at++) await page.page.keyboard.press("ArrowRight");
  await expectTitle(page, `${value} periods`);
}

async function expectTitle(page: LabPage, title: string): Promise<void> {
  await page.page.locator(TITLE, { hasText: title }).waitFor();
}

/** Counts the frames in which there is neither a plot nor its still image below the slider. */
const watchForGaps = `(() => {
  window.gaps = 0;
  const look = () => {
    const shown = [...document.querySelectorAll(".gradlab-figure img, .gradlab-figure .main-svg")];
    if (!shown.some((each) => each.getBoundingClientRect().height > 0)) window.gaps++;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()`;
