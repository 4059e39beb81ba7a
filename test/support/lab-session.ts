import { join } from "node:path";
import { chromium, type Browser } from "playwright-core";
import { afterAll, type TestContext } from "vitest";
import { writeNotebook } from "../../kernel/notebook/format.js";
import { CHROMIUM_FLAGS } from "./chromium.js";
import { LabPage } from "./lab-page.js";
import { startLab, type LabServer } from "./lab-server.js";
import { needs } from "./needs.js";
import { newNotebook } from "./new-notebook.js";

let started: { lab: LabServer; browser: Browser } | undefined;

/** Opens a new notebook of these cells; one JupyterLab and one browser serve all tests of a file. */
export async function openInLab(
  context: TestContext,
  name: string,
  cells: string[],
): Promise<{ page: LabPage; file: string }> {
  needs("jupyterlab", context);
  const executablePath = needs("chromium", context);
  started ??= {
    browser: await chromium.launch({ executablePath, args: CHROMIUM_FLAGS }),
    lab: await startLab([]),
  };
  const { lab, browser } = started;
  const file = join(lab.folder, name);
  writeNotebook(file, newNotebook(cells));
  return { page: await LabPage.open(browser, lab, name), file };
}

afterAll(async () => {
  await started?.browser.close();
  await started?.lab.close();
});
