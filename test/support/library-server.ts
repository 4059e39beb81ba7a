import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join, normalize } from "node:path";

const library = join(import.meta.dirname, "../../dist/lib");

/**
 * Serves the library's modules under /lib/, other texts by their paths, and an empty page everywhere else. Pages share
 * memory among threads, but those under /alone.
 */
export async function serveLibrary(
  scripts: Readonly<Record<string, string>> = {},
): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    const path = request.url ?? "/";
    const script = path.endsWith(".js");
    if (!path.startsWith("/alone")) {
      response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
      response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
    }
    response.setHeader("Content-Type", script ? "text/javascript" : "text/html");
    if (path.startsWith("/lib/") && script)
      void readFile(join(library, normalize(path.slice("/lib".length)))).then(
        (text) => response.end(text),
        () => response.writeHead(404).end(),
      );
    else response.end(scripts[path] ?? "<!doctype html><title>a page</title>");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
