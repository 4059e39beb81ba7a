import type { Server } from "node:http";
import { chromium, type Browser } from "playwright-core";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { CHROMIUM_FLAGS } from "./chromium.js";
import { serveLibrary } from "./library-server.js";
import { find, needs } from "./needs.js";

/** A browser for the tests of a file, and where its pages find the library; without Chromium these are skipped. */
export function libraryPages(
  scripts: Readonly<Record<string, string>>,
  flags: readonly string[] = CHROMIUM_FLAGS,
): { browser: Browser; url: string } {
  const executablePath = find("chromium");
  const there = {} as { browser: Browser; url: string };
  let server: Server;
  beforeAll(async () => {
    if (executablePath === undefined) return;
    there.browser = await chromium.launch({ executablePath, args: [...flags] });
    ({ server, url: there.url } = await serveLibrary(scripts));
  });
  afterAll(async () => {
    if (executablePath === undefined) return;
    await there.browser.close();
    server.close();
  });
  beforeEach((context) => {
    needs("chromium", context);
  });
  return there;
}
