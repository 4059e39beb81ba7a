import { join } from "node:path";
import { chromium, type Browser, type Locator } from "playwright-core";
import { afterAll, beforeEach, describe, expect, test, type TestContext } from "vitest";
import { writeNotebook, type Output } from "../../kernel/notebook/format.js";
import { CHROMIUM_FLAGS } from "../support/chromium.js";
import { LabPage } from "../support/lab-page.js";
import { startLab, type LabServer } from "../support/lab-server.js";
import { needs } from "../support/needs.js";
import { newNotebook } from "../support/new-notebook.js";

const FILE = "tour.ipynb";

/** The notebook's cells by their ids. */
const CELLS = {
  sum: `1 + 1`,
  loop: `let turns = 7;\nconsole.log("going");\nwhile (true) turns++;`,
  turns: `turns > 7`,
  keep: `const kept = "still here";`,
  kept: `kept`,
  list: `const list = [3, 1, 2];\nlist`,
  plus: `/**
 * Adds **two** numbers.
 * @param a the first
 * @returns their sum
 */
function plus(a: number, b: number): number {
  return a + b;
}
plus`,
  ask: `const name = prompt("Your name?");\nconsole.log("Hello " + name + "!");`,
  secret: `input("Secret?", { password: true }).length`,
  typeError: `const rate = 0.1;\nconst step: number = rate.toFixed(2);`,
  exception: `function inner(o: any) {\n  return o.weights.length;\n}\ninner({});`,
  stream: `console.log("first");
await new Promise((resolve) => setTimeout(resolve, 3000));
console.log("second");
console.error("a warning");`,
  table: `[{ epoch: 1, loss: 2.3 }, { epoch: 2, loss: 1.9 }]`,
  long: `for (let i = 0; i < 20_000; i++) console.log("line " + i);`,
  exit: `process.exit(3)`,
  kill: `process.kill(process.ppid, "SIGKILL")`,
};
type CellId = keyof typeof CELLS;

/** One JupyterLab, one page and one notebook for all tests; none needs another to have run. */
let started: { browser: Browser; server: LabServer; lab: LabPage } | undefined;
let lab: LabPage;

beforeEach(async (context) => {
  lab = await start(context);
});

afterAll(async () => {
  await started?.browser.close();
  await started?.server.close();
});

describe("a student in JupyterLab", () => {
  test("runs a cell by Shift-Enter", async () => {
    await (await editor("sum")).press("Shift+Enter");
    await lab.prompts("sum", /\d/);
    expect(await output("sum")).toBe("2");
  });

  test("stops an endless loop by the stop button, and keeps the variables", async () => {
    const running = lab.run("loop");
    await (await lab.cell("loop")).getByText("going", { exact: true }).waitFor();
    const pressed = performance.now();
    await button("interrupt-kernel").click();
    await running;
    expect(performance.now() - pressed).toBeLessThan(10_000);
    expect(await output("loop")).toContain("KernelInterrupted");
    await lab.run("turns");
    expect(await output("turns")).toBe("true");
  });

  test("restarts the kernel by its button, which forgets the variables", async () => {
    await lab.run("keep");
    await lab.run("kept");
    expect(await output("kept")).toContain("still here");
    await button("restart-kernel").click();
    await lab.page.locator(".jp-Dialog .jp-mod-accept.jp-mod-warn").click();
    await lab.page.waitForFunction("notebook.isReady()");
    await lab.run("kept");
    expect(await output("kept")).toContain("Cannot find name 'kept'");
    await lab.run("sum");
    expect(await output("sum")).toBe("2");
  });

  test("completes by Tab, and sees what each name is", async () => {
    const typing = await editor("list");
    await typing.press("Control+End");
    await typing.pressSequentially(".so");
    const matches = lab.page.locator(".jp-Completer-item");
    // JupyterLab waits one second for an answer, which a busy machine may miss: Tab once more.
    for (let time = 0; time < 5 && (await matches.count()) === 0; time++) {
      await typing.press("Tab");
      await lab.page.waitForTimeout(1200);
    }
    await lab.glance("jupyterlab-completion");
    expect((await matches.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, " "))).toEqual([
      "f some function",
      "f sort function",
    ]);
    await typing.press("Escape");
  });

  test("reads a function's documentation by Shift-Tab", async () => {
    const typing = await editor("plus");
    await typing.press("Control+End");
    await typing.press("Shift+Tab");
    const tooltip = lab.page.locator(".jp-Tooltip");
    await tooltip.locator("strong", { hasText: "two" }).waitFor();
    await lab.glance("jupyterlab-documentation");
    expect(await tooltip.locator("pre").innerText()).toContain(
      "function plus(a: number, b: number): number",
    );
    const text = await tooltip.innerText();
    expect(text).toContain("Adds two numbers.");
    expect(text).toContain("a: the first");
    expect(text).toContain("Returns their sum");
    await typing.press("Escape");
  });

  test("answers prompt() in the box below the cell", async () => {
    const running = lab.run("ask");
    const box = (await lab.cell("ask")).locator(".jp-Stdin-input");
    await box.waitFor();
    expect(await (await lab.cell("ask")).locator(".jp-Stdin-prompt").innerText()).toContain(
      "Your name?",
    );
    await box.fill("Grace 👩‍💻");
    await box.press("Enter");
    await running;
    expect(await output("ask")).toContain("Hello Grace 👩‍💻!");
  });

  test("types a password that nobody sees", async () => {
    const running = lab.run("secret");
    const box = (await lab.cell("secret")).locator(".jp-Stdin-input");
    await box.waitFor();
    expect(await box.getAttribute("type")).toBe("password");
    await box.fill("12345");
    await box.press("Enter");
    await running;
    await box.waitFor({ state: "detached" });
    expect(await output("secret")).toMatch(/^5$/m);
    expect(await output("secret")).not.toContain("12345");
  });

  test("sees where a type error is, before anything has run", async () => {
    await lab.run("typeError");
    const said = await output("typeError");
    expect(said).toContain("Type 'string' is not assignable to type 'number'.");
    expect(said).toContain("line 2, column 7");
    expectMark(said, "const step: number = rate.toFixed(2);", "step", "~~~~");
  });

  test("sees where an exception was thrown, in cells and not in files", async () => {
    await lab.run("exception");
    const said = await output("exception");
    expect(said).toContain("TypeError: Cannot read properties of undefined (reading 'length')");
    expect(said).toMatch(/at inner \(Cell \[\d+\], line 2, column 20\)/);
    expect(said).toMatch(/at Cell \[\d+\], line 4, column 1/);
    expect(said).not.toMatch(/file:|node:|\/dist\//);
    expectMark(said, "return o.weights.length;", "length", "^");
  });

  test.for(["Light", "Dark"])("reads errors in the %s theme", async (theme) => {
    await lab.page.evaluate(
      `jupyterapp.commands.execute("apputils:change-theme", { theme: "JupyterLab ${theme}" })`,
    );
    await lab.run("typeError");
    await lab.run("exception");
    await lab.run("stream");
    for (const [id, message] of [
      ["typeError", "Type 'string' is not assignable"],
      ["exception", "Cannot read properties of undefined"],
      ["stream", "a warning"],
    ] as const) {
      const text = (await lab.cell(id)).getByText(message).last();
      expect(await contrast(text)).toBeGreaterThan(4.5);
    }
    await lab.glance(`jupyterlab-errors-${theme.toLowerCase()}`);
  });

  test("sees what a cell prints while it runs", async () => {
    const running = lab.run("stream");
    const printed = (await lab.cell("stream")).locator(".jp-OutputArea-output");
    await printed.getByText("first").waitFor();
    await lab.prompts("stream", /\*/);
    expect(await output("stream")).toBe("first");
    await running;
    expect(await output("stream")).toBe("first\nsecond\na warning");
  });

  test("sees a list of objects as a table", async () => {
    await lab.run("table");
    const rows = (await lab.cell("table")).locator("table tr");
    const texts = (await rows.allInnerTexts()).map((row) => row.split(/\s+/).filter(Boolean));
    expect(texts).toEqual([
      ["epoch", "loss"],
      ["0", "1", "2.3"],
      ["1", "2", "1.9"],
    ]);
  });

  test("gets 20,000 lines, and goes on", async () => {
    await lab.run("long");
    const outputs = (await allOutputs()).long ?? [];
    const lines = outputs
      .map((each) => ("text" in each ? each.text : ""))
      .join("")
      .split("\n");
    expect(lines).toHaveLength(20_001);
    expect(lines[19_999]).toBe("line 19999");
    await lab.run("sum");
    expect(await output("sum")).toBe("2");
  });

  test("reads why variables are gone when a cell ends its engine", async () => {
    await lab.run("exit");
    expect(await output("exit")).toContain("The cell ended the engine: process.exit(3).");
    expect(await output("exit")).toContain("Variables are gone; run the cells above again.");
    await lab.run("sum");
    expect(await output("sum")).toBe("2");
  });

  test("is told when the kernel itself died, and goes on in the next", async () => {
    void lab.run("kill").catch(() => undefined);
    const dialog = lab.page.locator(".jp-Dialog", { hasText: "Kernel Restarting" });
    await dialog.waitFor();
    await lab.glance("jupyterlab-kernel-death");
    await dialog.locator(".jp-mod-accept").click();
    await lab.page.waitForFunction("notebook.isReady()");
    await lab.run("sum");
    expect(await output("sum")).toBe("2");
  });

  test("finds the outputs again in the saved notebook", async () => {
    for (const id of ["sum", "table", "exception"] as const) await lab.run(id);
    const before = await allOutputs();
    await lab.save();
    await lab.closeNotebook();
    await lab.load();
    expect(await allOutputs()).toEqual(before);
    expect(await output("sum")).toBe("2");
    expect(await (await lab.cell("table")).locator("table tr").count()).toBe(3);
    expect(await output("exception")).toContain("Cannot read properties of undefined");
    expect(lab.foreignRequests()).toEqual([]);
    expect(lab.errors).toEqual([]);
  });
});

async function start(context: TestContext): Promise<LabPage> {
  needs("jupyterlab", context);
  const executablePath = needs("chromium", context);
  if (started) return started.lab;
  const [server, browser] = await Promise.all([
    startLab([]),
    chromium.launch({ executablePath, args: CHROMIUM_FLAGS }),
  ]);
  const notebook = newNotebook(Object.values(CELLS));
  Object.keys(CELLS).forEach((id, i) => (notebook.cells[i].id = id));
  writeNotebook(join(server.folder, FILE), notebook);
  started = { browser, server, lab: await LabPage.open(browser, server, FILE) };
  return started.lab;
}

/** Where a cell's text is typed, focused. */
async function editor(id: CellId): Promise<Locator> {
  const content = (await lab.cell(id)).locator(".cm-content");
  await content.click();
  return content;
}

function button(name: string): Locator {
  return lab.page.locator(`.jp-NotebookPanel-toolbar [data-command="notebook:${name}"]`);
}

/** What is read below a cell. */
async function output(id: CellId): Promise<string> {
  const parts = (await lab.cell(id)).locator(".jp-OutputArea-output");
  return (await parts.allInnerTexts()).join("\n").replaceAll(/\n+/g, "\n").trim();
}

/** Each cell's outputs as the notebook keeps them. */
async function allOutputs(): Promise<Partial<Record<string, Output[]>>> {
  const cells = await lab.cells();
  return Object.fromEntries(
    cells.map((cell) => [cell.id, cell.cell_type === "code" ? cell.outputs : []]),
  );
}

/** The marks stand below the part of the line that they mean. */
function expectMark(said: string, line: string, part: string, marks: string): void {
  const lines = said.split("\n");
  const at = lines.findIndex((each) => each.endsWith(line));
  expect(lines[at + 1].indexOf(marks)).toBe(lines[at].indexOf(part));
  expect(lines[at + 1].trim()).toBe(marks);
}

/** How well a text stands out from what is behind it, as WCAG counts it: 1 to 21. */
function contrast(text: Locator): Promise<number> {
  return text.evaluate((element) => {
    const parse = (color: string) => {
      const [r, g, b, alpha = 1] = (color.match(/[\d.]+/g) ?? []).map(Number);
      return { color: [r, g, b], alpha };
    };
    let behind = [0, 0, 0];
    const backgrounds = [];
    for (let at: Element | null = element; at; at = at.parentElement) {
      backgrounds.unshift(parse(getComputedStyle(at).backgroundColor));
    }
    for (const { color, alpha } of backgrounds) {
      behind = behind.map((below, i) => (1 - alpha) * below + alpha * color[i]);
    }
    const luminance = (color: number[]) => {
      const linear = color
        .map((value) => value / 255)
        .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
      return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
    };
    const both = [luminance(parse(getComputedStyle(element).color).color), luminance(behind)];
    return (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05);
  });
}
