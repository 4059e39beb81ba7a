import { createReadStream } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { toBundle } from "../../lib/display/bundle.js";
import { optimizePath } from "../../lib/optim/optimize-path.js";
import * as sgd from "../../lib/optim/sgd.js";
import { bowl } from "../../lib/optim/surfaces.js";
import { imageGrid } from "../../lib/plot/image-grid.js";
import { optimizerPaths } from "../../lib/plot/optimizer-paths.js";
import { trainingCurves } from "../../lib/plot/training-curves.js";
import { Random } from "../../lib/random.js";
import { rand } from "../../lib/tensor/create.js";
import { CHROMIUM_FLAGS } from "../support/chromium.js";
import { find, needs } from "../support/needs.js";

const PLOTLY = "node_modules/plotly.js-dist-min/plotly.min.js";
const executablePath = find("chromium");

const curves = (epochs: number, place?: string): string => {
  const history = Array.from({ length: epochs }, (_, epoch) => ({
    epoch,
    trainLoss: 2.3 / (epoch + 1),
    trainAccuracy: epoch / 10,
  }));
  return toBundle(trainingCurves({ epochs: history }), place)["text/html"] as string;
};
const images = (): string =>
  toBundle(imageGrid(rand([4, 3, 8, 8], new Random(0))))["text/html"] as string;

/**
 * What JupyterLab does with HTML: it sets it, then replaces each script by a copy, which runs. The page also
 * has RequireJS's `define`, as older notebooks do.
 */
const RENDER = `
window.define = Object.assign(() => { window.defined = true; }, { amd: {} });
window.render = (place, html) => {
  const host = document.getElementById(place);
  host.innerHTML = html;
  for (const script of host.querySelectorAll("script")) {
    const copy = document.createElement("script");
    copy.textContent = script.textContent;
    script.replaceWith(copy);
  }
};`;

let server: Server;
let browser: Browser;
let origin: string;
let plotlyRequests = 0;

beforeAll(async () => {
  if (executablePath === undefined) return;
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    if (pathname === "/lab/kernelspecs/gradlab/plotly.min.js") {
      plotlyRequests++;
      createReadStream(PLOTLY).pipe(response.setHeader("Content-Type", "text/javascript"));
      return;
    }
    const config = {
      "/lab": `<body><script id="jupyter-config-data" type="application/json">{"baseUrl":"/lab/"}</script>`,
      "/classic": `<body data-base-url="/lab/">`,
      "/elsewhere": `<body>`,
      "/broken": `<body data-base-url="/nothing/">`,
    }[pathname];
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    response.statusCode = config === undefined ? 404 : 200;
    response.end(
      `<!doctype html>${config ?? ""}<script>${RENDER}</script>` +
        `<div id="a"></div><div id="b"></div><div id="c"></div>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
});

afterAll(async () => {
  if (executablePath === undefined) return;
  await browser.close();
  await new Promise((resolve) => server.close(resolve));
});

/** A page, with everything that went wrong in it. */
async function open(path: string): Promise<{ page: Page; errors: string[] }> {
  const page = await browser.newPage({ viewport: { width: 900, height: 700 } });
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await page.goto(origin + path);
  return { page, errors };
}

const render = (page: Page, place: string, html: string): Promise<unknown> =>
  page.evaluate(`render(${JSON.stringify(place)}, ${JSON.stringify(html)})`);

const drawn = (page: Page, place: string): Promise<unknown> =>
  page.waitForFunction(
    `document.querySelector("#${place} .main-svg") && document.querySelector("#${place} img").style.display === "none"`,
  );

describe("figures in a page", () => {
  beforeEach((context) => {
    needs("chromium", context);
    plotlyRequests = 0;
  });

  test("plotly is fetched once for three figures, also beside RequireJS", async () => {
    const { page, errors } = await open("/lab");
    await render(page, "a", curves(3));
    await render(page, "b", images());
    await render(page, "c", curves(5));
    for (const place of ["a", "b", "c"]) await drawn(page, place);
    expect(plotlyRequests).toBe(1);
    expect(await page.evaluate("window.defined")).toBeUndefined();
    expect(await page.locator("#b image").count()).toBe(4);
    expect(errors).toEqual([]);
    await page.close();
  });

  test("the classic notebook's base URL is found as well", async () => {
    const { page } = await open("/classic");
    await render(page, "a", curves(3));
    await drawn(page, "a");
    await page.close();
  });

  test("an update redraws the same plot, shows no image in between and keeps the zoom", async () => {
    const { page, errors } = await open("/lab");
    await render(page, "a", curves(3, "live"));
    await drawn(page, "a");
    await page.evaluate(`window.plot = document.querySelector("#a .js-plotly-plot")`);
    // A reader draws a rectangle over part of the loss, which zooms in on it.
    await page.mouse.move(150, 150);
    await page.mouse.down();
    await page.mouse.move(250, 220, { steps: 5 });
    await page.mouse.up();
    await page.waitForFunction("plot.layout.xaxis.range[1] < 2");
    const zoom = await page.evaluate("plot.layout.xaxis.range");
    await render(page, "a", curves(8, "live"));
    expect(await page.locator("#a img").isVisible()).toBe(false);
    await page.waitForFunction("plot.data[0].x.length === 8");
    expect(
      await page.evaluate(`({
        same: document.querySelector("#a .js-plotly-plot") === plot,
        plots: document.querySelectorAll("#a .js-plotly-plot").length,
        zoom: plot.layout.xaxis.range,
      })`),
    ).toEqual({ same: true, plots: 1, zoom });
    expect(errors).toEqual([]);
    await page.close();
  });

  test("updates that come while plotly is loading end in one plot of the last one", async () => {
    const { page, errors } = await open("/lab");
    for (const epochs of [2, 3, 4]) await render(page, "a", curves(epochs, "live"));
    await drawn(page, "a");
    expect(await page.locator("#a .js-plotly-plot").count()).toBe(1);
    expect(
      await page.evaluate(`document.querySelector("#a .js-plotly-plot").data[0].x.length`),
    ).toBe(4);
    expect(errors).toEqual([]);
    await page.close();
  });

  test("two views of one display keep a plot each", async () => {
    const { page } = await open("/lab");
    await render(page, "a", curves(3, "live"));
    await render(page, "b", curves(3, "live"));
    for (const place of ["a", "b"]) await drawn(page, place);
    await render(page, "a", curves(4, "live"));
    await drawn(page, "a");
    await drawn(page, "b");
    await page.close();
  });

  test("a plot follows the width of its cell, and one in a hidden cell is drawn when it is shown", async () => {
    const { page, errors } = await open("/lab");
    const width = `document.querySelector("#a .main-svg").getBoundingClientRect().width`;
    await page.evaluate(`document.getElementById("a").style.display = "none"`);
    await render(page, "a", curves(3));
    await render(page, "b", curves(3));
    await drawn(page, "b");
    expect(await page.locator("#a .main-svg").count()).toBe(0);
    await page.evaluate(`document.getElementById("a").style.display = ""`);
    await drawn(page, "a");
    await page.setViewportSize({ width: 500, height: 700 });
    await page.waitForFunction(`Math.abs(${width} - 484) < 2`);
    expect(errors).toEqual([]);
    await page.close();
  });

  test("a picture that moves has its moments, and its slider goes to any of them", async () => {
    const { page, errors } = await open("/lab");
    const surface = bowl();
    const path = optimizePath(sgd, surface, surface.start, { steps: 5, options: { lr: 0.01 } });
    const figure = optimizerPaths(surface, { SGD: path }, { view: "contour" });
    await render(page, "a", toBundle(figure)["text/html"] as string);
    await drawn(page, "a");
    const head = `document.querySelector("#a .js-plotly-plot").data.at(-1).x`;
    const xOf = (step: number): number => Number(path.points.data[2 * step].toPrecision(5));
    expect(await page.evaluate(head)).toEqual([xOf(5)]);
    const slider = await page.locator("#a .slider-rail-touch-rect").boundingBox();
    if (slider === null) throw new Error("there is no slider");
    await page.mouse.click(slider.x + 3, slider.y + slider.height / 2);
    await page.waitForFunction(`${head}[0] === ${xOf(0)}`);
    expect(errors).toEqual([]);
    await page.close();
  });

  test.each(["/elsewhere", "/broken"])("without plotly the image stays: %s", async (path) => {
    const { page, errors } = await open(path);
    const told = page.waitForEvent("console", (message) => message.text().startsWith("gradlab:"));
    await render(page, "a", curves(3));
    await told;
    const image = page.locator("#a img");
    expect(await image.isVisible()).toBe(true);
    expect((await image.boundingBox())?.width).toBe(760);
    expect(await page.evaluate(`document.querySelector("#a img").naturalWidth`)).toBe(760);
    expect(errors).toEqual([]);
    await page.close();
  });

  test("text takes the page's own color, light or dark", async () => {
    const { page } = await open("/lab");
    await page.evaluate(`document.body.style.color = "rgb(1, 2, 3)"`);
    await render(page, "a", curves(3));
    await drawn(page, "a");
    const fill = `getComputedStyle(document.querySelector("#a .xtick text")).fill`;
    expect(await page.evaluate(fill)).toBe("rgb(1, 2, 3)");
    await page.close();
  });
});
