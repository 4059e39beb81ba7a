import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { toBundle } from "../../lib/display/bundle.js";
import * as batchNorm from "../../lib/layers/batch-norm.js";
import { Random } from "../../lib/random.js";
import { randn } from "../../lib/tensor/create.js";
import { traceLayer } from "../../lib/trace/record-trace.js";
import { CHROMIUM_FLAGS } from "../support/chromium.js";
import { find, needs } from "../support/needs.js";

const executablePath = find("chromium");
const rng = new Random(1);
const inputs = { x: randn([5, 3], rng), gamma: randn([3], rng), beta: randn([3], rng) };
const trace = traceLayer(batchNorm, inputs, {}, { title: "batch norm" });
const html = toBundle(trace)["text/html"] as string;

/** What JupyterLab does with HTML: it sets it, then replaces each script by a copy, which runs. */
const RENDER = `
window.render = (html) => {
  document.body.innerHTML = html;
  for (const script of document.querySelectorAll("script")) {
    const copy = document.createElement("script");
    copy.textContent = script.textContent;
    script.replaceWith(copy);
  }
};`;

let browser: Browser;
beforeAll(async () => {
  if (executablePath === undefined) return;
  browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
});
afterAll(async () => {
  if (executablePath !== undefined) await browser.close();
});

type Open = { page: Page; errors: string[]; requests: string[] };

async function open(content: string, javaScriptEnabled = true): Promise<Open> {
  const page = await browser.newPage({ javaScriptEnabled, viewport: { width: 1100, height: 800 } });
  const [errors, requests]: [string[], string[]] = [[], []];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("request", (request) => {
    if (!request.url().startsWith("data:")) requests.push(request.url());
  });
  await page.setContent(content);
  return { page, errors, requests };
}

/** The names of the entries whose cells have this class. */
const marked = (page: Page, name: string): Promise<string[]> =>
  page.locator(`td.${name} code`).allTextContents();
const place = (page: Page): Promise<string | null> => page.locator(".place").textContent();
const press = async (page: Page, key: string, times = 1): Promise<void> => {
  for (let i = 0; i < times; i++) await page.keyboard.press(key);
};

describe("the trace in a page", () => {
  beforeEach((context) => {
    needs("chromium", context);
  });

  test("buttons go through the forward equations, then through the backward ones, and back", async () => {
    const { page, errors, requests } = await open(trace.toHtml());
    const next = page.getByLabel("next (right arrow)");
    const previous = page.getByLabel("previous (left arrow)");
    expect(await place(page)).toContain("14 steps");
    expect(await previous.isDisabled()).toBe(true);
    const order = [...trace.forward, ...trace.backward].map(({ name }) => name);
    for (const [i, name] of order.entries()) {
      await next.click();
      expect(await marked(page, "now")).toEqual([name]);
      expect((await marked(page, "read")).sort()).toEqual([...trace.entry(name).reads].sort());
      expect(await place(page)).toBe(`${i + 1} of 14, ${i < 6 ? "forward" : "backward"}`);
      expect(await page.locator(".equation math").count()).toBe(1);
    }
    await next.click();
    expect(await place(page)).toBe("the end, after 14 steps");
    expect(await next.isDisabled()).toBe(true);
    await previous.click();
    await previous.click();
    expect(await marked(page, "now")).toEqual(["dMean"]);
    expect(errors).toEqual([]);
    expect(requests).toEqual([]);
    await page.close();
  });

  test("arrow keys do the same while the table has the focus, and are taken from nobody else", async () => {
    const { page, errors } = await open(`<script>${RENDER}</script>`);
    await page.evaluate(`render(${JSON.stringify(html)})`);
    await page.evaluate(`window.heard = []; document.addEventListener("keydown", (e) => heard.push(e.key))`); // prettier-ignore
    await press(page, "ArrowRight");
    expect(await marked(page, "now")).toEqual([]);
    await page.locator(".gradlab-trace").focus();
    await press(page, "ArrowRight", 3);
    expect(await marked(page, "now")).toEqual(["variance"]);
    await press(page, "ArrowLeft");
    expect(await marked(page, "now")).toEqual(["centered"]);
    await press(page, "End");
    await press(page, "ArrowLeft");
    expect(await marked(page, "now")).toEqual(["dX"]);
    await press(page, "Home");
    expect(await marked(page, "now")).toEqual([]);
    await press(page, "PageDown");
    expect(await page.evaluate("heard")).toEqual(["ArrowRight", "PageDown"]);
    // JupyterLab leaves keys alone where this stands.
    expect(await page.locator("[data-lm-suppress-shortcuts=true]").count()).toBe(1);
    expect(errors).toEqual([]);
    await page.close();
  });

  test("what comes later is pale until its turn, also the gradient that is given at the end", async () => {
    const { page } = await open(trace.toHtml());
    expect(await marked(page, "later")).toEqual([]);
    await page.locator(".gradlab-trace").focus();
    await press(page, "ArrowRight", 6);
    expect((await marked(page, "later")).sort()).toEqual(
      ["dY", ...trace.backward.map(({ name }) => name)].sort(),
    );
    await press(page, "ArrowRight");
    expect(await marked(page, "later")).not.toContain("dY");
    expect(await marked(page, "later")).toContain("dX");
    await page.close();
  });

  test("a click on an entry goes there, and a walk opens where it stands", async () => {
    const walk = trace.walk();
    walk.goTo("xHat");
    const { page } = await open(toBundle(walk)["text/html"] as string);
    expect(await marked(page, "now")).toEqual(["xHat"]);
    await page.getByText("dVariance", { exact: true }).click();
    expect(await marked(page, "now")).toEqual(["dVariance"]);
    expect(await page.locator(".reads").textContent()).toBe("reads invStd, dInvStd");
    await page.close();
  });

  test("two tables on one page are walked apart", async () => {
    const { page } = await open(`<div id="a">${html}</div><div id="b">${html}</div>`);
    await page.locator("#b").getByLabel("next (right arrow)").click();
    expect(await page.locator("#a td.now").count()).toBe(0);
    expect(await page.locator("#b td.now code").textContent()).toBe("mean");
    await page.close();
  });

  test("without scripts the whole table is there, and no button that does nothing", async () => {
    const { page } = await open(html, false);
    expect(await page.locator("tbody tr").count()).toBe(9);
    expect(await page.locator("button").count()).toBe(0);
    expect(await page.locator("td code").allTextContents()).toHaveLength(18);
    await page.close();
  });
});
