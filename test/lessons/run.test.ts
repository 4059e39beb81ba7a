import { execFile } from "node:child_process";
import { cpSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { chromium } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { readNotebook } from "../../kernel/notebook/format.js";
import { CHROMIUM_FLAGS } from "../support/chromium.js";
import { freshEnvironment } from "../support/fresh-environment.js";
import { needs } from "../support/needs.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const LESSONS = ["01-overfit-twenty-images", "02-batch-normalization"];
const gradlab = resolve("dist/kernel/cli/main.js");

const home = temporaryFolder("run");
beforeAll(() => {
  for (const name of LESSONS) cpSync(`notebooks/${name}.ipynb`, join(home, `${name}.ipynb`));
});

test("gradlab run runs both lessons and says how far it is", { timeout: 300_000 }, async () => {
  const files = LESSONS.map((name) => `${name}.ipynb`);
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    [gradlab, "run", ...files, "--html", "--timeout", "120"],
    { cwd: home, env: freshEnvironment(home) },
  );
  expect(stderr).toBe("");
  for (const file of files) {
    const cells = readNotebook(join(home, file)).cells.filter((cell) => cell.cell_type === "code");
    expect(stdout).toContain(`[${cells.length}/${cells.length}] ████████████`);
    expect(stdout).toContain(`Written: ${file}\n`);
    expect(cells.every(({ execution_count }) => execution_count !== null)).toBe(true);
  }
});

test("the pages show plots and formulas without any network", async (context) => {
  const executablePath = needs("chromium", context);
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
  mkdirSync("artifacts", { recursive: true });
  try {
    for (const name of LESSONS) {
      const offline = await browser.newContext({ viewport: { width: 1100, height: 900 } });
      await offline.setOffline(true);
      const page = await offline.newPage();
      const trouble: string[] = [];
      page.on("pageerror", (error) => trouble.push(error.message));
      page.on("request", (request) => {
        if (!/^(file|data|blob):/.test(request.url())) trouble.push(request.url());
      });
      await page.goto(pathToFileURL(join(home, `${name}.html`)).href);
      const figures = page.locator(".gradlab-figure");
      expect(await figures.count()).toBeGreaterThan(3);
      for (const figure of await figures.all()) {
        await figure.scrollIntoViewIfNeeded();
        await figure.locator(".main-svg").first().waitFor({ state: "visible" });
        expect(await figure.locator(":scope > img").isVisible()).toBe(false);
      }
      expect(await page.locator(".katex-html").first().isVisible()).toBe(true);
      expect(await page.locator(".katex-error").count()).toBe(0);
      await page.screenshot({ path: `artifacts/run-${name}.png`, fullPage: true });
      expect(trouble).toEqual([]);
      await offline.close();
    }
  } finally {
    await browser.close();
  }
});
