import { join } from "node:path";
import { chromium, type Browser } from "playwright-core";
import { afterAll, describe, expect, test, type TestContext } from "vitest";
import { readNotebook, writeNotebook, type CodeCell } from "../../kernel/notebook/format.js";
import { PLOTLY } from "../../kernel/notebook/html-outputs.js";
import { CHROMIUM_FLAGS } from "../support/chromium.js";
import { LabPage, type PageCell } from "../support/lab-page.js";
import { startLab, type LabServer } from "../support/lab-server.js";
import { needs } from "../support/needs.js";
import { newNotebook } from "../support/new-notebook.js";

const LESSONS = [
  { name: "01-overfit-twenty-images", stepTables: 0 },
  { name: "02-batch-normalization", stepTables: 2 },
];
const EXERCISE = "exercises/06-batch-norm-forward.ipynb";

let started: { lab: LabServer; browser: Browser } | undefined;

/** Starts JupyterLab and Chromium before the first test that may run. */
async function start(context: TestContext): Promise<{ lab: LabServer; browser: Browser }> {
  needs("jupyterlab", context);
  const executablePath = needs("chromium", context);
  started ??= {
    browser: await chromium.launch({ executablePath, args: CHROMIUM_FLAGS }),
    lab: await startLab([...LESSONS.map(({ name }) => `notebooks/${name}.ipynb`), EXERCISE]),
  };
  return started;
}

afterAll(async () => {
  await started?.browser.close();
  await started?.lab.close();
});

describe("in JupyterLab", () => {
  test.for(LESSONS)(
    "the lesson $name runs, shows its plots as they grow, and keeps them",
    { timeout: 300_000 },
    async ({ name, stepTables }, context) => {
      const { lab, browser } = await start(context);
      const path = `notebooks/${name}.ipynb`;
      const page = await LabPage.open(browser, lab, path);
      const grown = await page.runAll();
      const cells = await page.cells();

      expect(complaints(cells)).toEqual([]);
      const training = codeCells(cells).filter(({ source }) => source.includes("liveCurves()"));
      expect(training.length).toBeGreaterThan(0);
      for (const cell of training) expectGrowth(grown[cell.id] ?? []);
      for (const id of plotted(cells)) await page.drawn(id);
      await expectFormulas(page, cells);
      expect(await visibleStepTables(page, cells)).toBe(stepTables);
      await page.picture(`lesson-${name}`);

      await page.save();
      const saved = readNotebook(join(lab.folder, path)).cells.filter(isCode);
      expect(saved.map(({ outputs }) => outputs.length)).toEqual(
        codeCells(cells).map(({ outputs }) => outputs.length),
      );
      expectLocal(page);
      await page.closeNotebook();
      await page.load();
      for (const id of plotted(cells)) await page.drawn(id);
      expect(await page.cells()).toEqual(cells);
      await page.picture(`lesson-${name}-reopened`);
      expectLocal(page);
      expect(page.errors).toEqual([]);
      await page.close();
    },
  );

  test("a curve grows while a net trains; the stop button ends that within seconds, and later cells use the net", async (context) => {
    const { lab, browser } = await start(context);
    const cells = [
      `import { fit, flatten, liveCurves, shapes, twoLayerNet } from "gradlab";
       const { images, labels } = shapes({ count: 200, seed: 1 });
       const x = flatten(images).div(255);
       const net = twoLayerNet({ seed: 1 });`,
      `const history = await fit(net, { x, labels }, { epochs: 100_000, onEpoch: liveCurves() });
       history.stopped`,
      `net.predict(x.slice(0, 3)).length`,
    ];
    writeNotebook(join(lab.folder, "stop.ipynb"), newNotebook(cells));
    const page = await LabPage.open(browser, lab, "stop.ipynb");
    const finished = page.runAll();
    for (const epochs of [1, 3, 10, 30])
      await page.page.waitForFunction(
        `document.querySelector(".js-plotly-plot")?.data[0].x.length > ${epochs}`,
      );
    const pressed = performance.now();
    await page.page.locator('[data-command="notebook:interrupt-kernel"]').click();
    await finished;
    expect(performance.now() - pressed).toBeLessThan(10_000);
    const after = await page.cells();
    expect(complaints(after)).toEqual([]);
    expect(lastText(after[1])).toContain("interrupted");
    expect(lastText(after[2])).toContain("3");
    await page.picture("stopped-training");
    await page.close();
  });

  test("an exercise opens, and its checks say that nothing is written yet", async (context) => {
    const { lab, browser } = await start(context);
    const page = await LabPage.open(browser, lab, EXERCISE);
    await page.runAll();
    const cells = await page.cells();
    expect(complaints(cells)).toEqual([]);
    const report = (await page.cell("check")).locator(".jp-OutputArea-output");
    expect(await report.innerText()).toContain("0 of 11 steps right, 11 not written yet");
    expect(await report.innerText()).toContain("0 of 11 points");
    await page.picture("exercise-06-batch-norm-forward");
    expect(page.foreignRequests()).toEqual([]);
    expect(page.errors).toEqual([]);
    await page.close();
  });
});

/** What a cell's last output says in plain text. */
function lastText(cell: PageCell): string {
  const output = isCode(cell) ? cell.outputs.at(-1) : undefined;
  if (output?.output_type === "stream") return output.text;
  return output && "data" in output ? String(output.data["text/plain"]) : "";
}

function isCode(cell: { cell_type: string }): cell is CodeCell {
  return cell.cell_type === "code";
}

function codeCells(cells: PageCell[]): CodeCell[] {
  return cells.filter(isCode);
}

/** The cells with a plot among their outputs. */
function plotted(cells: PageCell[]): string[] {
  const has = ({ outputs }: CodeCell) =>
    outputs.some((each) => "data" in each && PLOTLY in each.data);
  const ids = codeCells(cells)
    .filter(has)
    .map(({ id }) => id);
  expect(ids.length).toBeGreaterThan(0);
  return ids;
}

/** What did not run, failed, or wrote to stderr. */
function complaints(cells: PageCell[]): unknown[] {
  return codeCells(cells).flatMap(({ id, execution_count, outputs }) => [
    ...(execution_count === null ? [`${id} did not run`] : []),
    ...outputs.filter(
      (output) =>
        output.output_type === "error" ||
        (output.output_type === "stream" && output.name === "stderr"),
    ),
  ]);
}

/**
 * Whatever was seen of a curve. That may be nothing: a training may end before the page has loaded Plotly. The stop
 * button's test sees one grow in any case.
 */
function expectGrowth(sizes: number[]): void {
  expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
}

async function expectFormulas(page: LabPage, cells: PageCell[]): Promise<void> {
  const prose = cells.filter(
    ({ cell_type, source }) => cell_type === "markdown" && /\$.+\$/s.test(source),
  );
  expect(prose.length).toBeGreaterThan(0);
  for (const { id } of prose) {
    const cell = await page.cell(id);
    const formula = cell.locator("mjx-container").first();
    await formula.waitFor({ state: "visible" });
    expect((await formula.boundingBox())?.width).toBeGreaterThan(0);
    expect(await cell.locator("mjx-merror, [data-mjx-error]").count()).toBe(0);
    expect(await cell.locator(".jp-RenderedMarkdown").innerText()).not.toContain("$");
  }
}

/** How many tables of steps are in sight, with their formulas set. */
async function visibleStepTables(page: LabPage, cells: PageCell[]): Promise<number> {
  let count = 0;
  for (const { id } of codeCells(cells).filter(({ source }) => source.includes("traceTable("))) {
    const rows = (await page.cell(id)).locator("table tbody tr:has(math)");
    if ((await rows.count()) >= 6 && (await rows.first().isVisible())) count++;
  }
  return count;
}

/** Plotly was fetched once, and nothing left this machine. */
function expectLocal(page: LabPage): void {
  expect(page.requests.filter((url) => url.includes("plotly"))).toEqual([
    expect.stringMatching(/^http:\/\/localhost:\d+\/kernelspecs\/gradlab\/plotly\.min\.js$/),
  ]);
  expect(page.foreignRequests()).toEqual([]);
}
