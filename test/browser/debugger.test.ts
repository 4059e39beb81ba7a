import { expect, test } from "vitest";
import { openInLab } from "../support/lab-session.js";

const STEP = `interface Point { x: number; y: number }
function step(point: Point, rate: number): Point {
  const slope = 2 * point.x;
  return { ...point, x: point.x - rate * slope };
}`;

test("a breakpoint in a cell is hit, variables are seen, and steps lead on", async (context) => {
  const { page } = await openInLab(context, "debugger.ipynb", [
    STEP,
    `const start = { x: 1, y: 2 };\nconst after = step(start, 0.25);\nafter.x`,
  ]);
  const at = page.page;
  await page.runAll();
  await at.locator(".jp-DebuggerBugButton").click();
  await at.locator('[data-jp-debugger="true"]').waitFor();

  // Line 4 of the first cell, by a click beside its number; the first element is above line 1.
  const gutter = (await page.cell("cell-1")).locator(".cm-breakpoint-gutter .cm-gutterElement");
  // JupyterLab fetches the kernel's breakpoints after it has marked the cells, and loses a click before.
  const breakpoint = at.locator(".jp-DebuggerBreakpoint");
  await expect
    .poll(
      async () => {
        await gutter.nth(4).click();
        return breakpoint.waitFor({ timeout: 3000 }).then(
          () => "set",
          () => `lost, with these errors in the page: ${page.errors.join("\n") || "none"}`,
        );
      },
      { timeout: 30_000 },
    )
    .toBe("set");
  const finished = page.runAll();
  const calls = at.locator(".jp-DebuggerCallstack-body");
  await calls.getByText("(cell)").waitFor();
  const variables = at.locator(".jp-DebuggerVariables");
  await expect.poll(() => variables.innerText()).toMatch(/slope\s*2/);
  expect(await variables.innerText()).toMatch(/point\s*\{x: 1, y: 2\}\s*rate\s*0\.25/);
  expect(await calls.innerText()).toMatch(/^step\s.*:4\s+\(cell\)\s.*:2$/s);
  expect(
    await (await page.cell("cell-1")).locator(".jp-DebuggerEditor-highlight").innerText(),
  ).toBe("  return { ...point, x: point.x - rate * slope };");
  await at.screenshot({ path: "artifacts/debugger-stopped.png" });

  await at.locator('[data-command="debugger:stepOut"]').click();
  await expect.poll(() => calls.innerText()).toMatch(/^\(cell\)\s.*:3$/s);
  await at.locator('[data-command="debugger:continue"]').click();
  await finished;
  const [, last] = await page.cells();
  expect(last).toMatchObject({ outputs: [{ data: { "text/plain": "0.5" } }] });
  expect(page.errors).toEqual([]);
  await page.close();
});
