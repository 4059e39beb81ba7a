import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Locator, Page } from "playwright-core";
import type { CodeCell, MarkdownCell } from "../../kernel/notebook/format.js";
import type { LabServer } from "./lab-server.js";

/** A cell as the notebook in the page keeps it: texts are strings, `prompt` is `1` or `*`. */
export type PageCell = (CodeCell | MarkdownCell) & { prompt?: string };

const inPage = fileURLToPath(new URL("lab-in-page.mjs", import.meta.url));
const artifacts = fileURLToPath(new URL("../../artifacts/", import.meta.url));
const size = { width: 1280, height: 900 };

/** A notebook that is open in JupyterLab, in a page of its own. */
export class LabPage {
  /** What the page has asked for since it was loaded, but for data that it holds itself. */
  requests: string[] = [];
  /** What went wrong in the page's scripts. */
  readonly errors: string[] = [];

  private constructor(
    readonly page: Page,
    private readonly lab: LabServer,
    private readonly path: string,
  ) {
    page.on("pageerror", (error) => this.errors.push(error.message));
    page.on("request", (request) => {
      if (!/^(data|blob):/.test(request.url())) this.requests.push(request.url());
    });
  }

  /** @param path of the notebook, in the folder that the server shows */
  static async open(browser: Browser, lab: LabServer, path: string): Promise<LabPage> {
    const page = await browser.newPage({ viewport: size });
    await page.addInitScript({ path: inPage });
    const opened = new LabPage(page, lab, path);
    await opened.load();
    return opened;
  }

  /** Loads the page anew, with this notebook alone in it. */
  async load(): Promise<void> {
    this.requests = [];
    const workspace = this.path.replace(/\W/g, "-");
    await this.page.goto(
      `${this.lab.origin}/lab/workspaces/${workspace}/tree/${this.path}?token=${this.lab.token}&reset`,
    );
    await this.page.waitForFunction("notebook.isReady()", undefined, { timeout: 60_000 });
  }

  /** What the page asked others than this server for. */
  foreignRequests(): string[] {
    return this.requests.filter((url) => !url.startsWith(`${this.lab.origin}/`));
  }

  cells(): Promise<PageCell[]> {
    return this.page.evaluate("notebook.cells()");
  }

  /** @returns the sizes of the curves that grew, by cell id */
  runAll(): Promise<Record<string, number[]>> {
    return this.page.evaluate("notebook.runAll()");
  }

  /** Runs one cell; resolves when it has ended. */
  run(id: string): Promise<void> {
    return this.page.evaluate(`notebook.run(${JSON.stringify(id)})`);
  }

  /** Waits until `[*]`, `[1]` or whatever is meant stands beside a cell. */
  async prompts(id: string, prompt: RegExp): Promise<void> {
    await this.page.waitForFunction(`${prompt}.test(notebook.prompt(${JSON.stringify(id)}))`);
  }

  /** Waits until the cell's plot is in sight. */
  async drawn(id: string): Promise<void> {
    await this.page.waitForFunction(`notebook.isDrawn(${JSON.stringify(id)})`, undefined, {
      timeout: 60_000,
    });
  }

  /** A cell's place in the page, scrolled to, with its outputs drawn. */
  async cell(id: string): Promise<Locator> {
    await this.page.evaluate(`void notebook.show(${JSON.stringify(id)})`);
    await this.page.waitForFunction(`notebook.isRendered(${JSON.stringify(id)})`);
    return this.page.locator(`[data-tested-cell="${id}"]`);
  }

  /** Saves as a reader does, by key, and waits until it is done. */
  async save(): Promise<void> {
    await this.page.keyboard.press("Control+s");
    await this.page.waitForFunction("!jupyterapp.shell.currentWidget.context.model.dirty");
  }

  /** Closes the notebook's tab. */
  async closeNotebook(): Promise<void> {
    await this.page.evaluate(`jupyterapp.commands.execute("application:close")`);
    await this.page.waitForFunction("document.querySelectorAll('.jp-NotebookPanel').length === 0");
  }

  /** Keeps a picture of what is in sight in `artifacts/`. */
  async glance(name: string): Promise<void> {
    mkdirSync(artifacts, { recursive: true });
    await this.page.screenshot({ path: join(artifacts, `${name}.png`) });
  }

  /** Keeps a picture of the whole notebook in `artifacts/`. */
  async picture(name: string): Promise<void> {
    mkdirSync(artifacts, { recursive: true });
    const heights = "notebook.cells().map(({ id }) => notebook.show(id).offsetHeight)";
    const all = (await this.page.evaluate<number[]>(heights)).reduce((sum, h) => sum + h, 200);
    await this.page.setViewportSize({ ...size, height: Math.min(all, 16_000) });
    await this.page.evaluate("void notebook.show(notebook.cells()[0].id)");
    await this.page.waitForTimeout(1000); // for plots that come into sight
    await this.page.screenshot({ path: join(artifacts, `${name}.png`) });
    await this.page.setViewportSize(size);
  }

  close(): Promise<void> {
    return this.page.close();
  }
}
