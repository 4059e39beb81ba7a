import { type ChildProcess, spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { create } from "tar";
import ts from "typescript";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { downloadCifar10, loadCifar10 } from "../../../lib/data/cifar10.js";
import type { DownloadProgress } from "../../../lib/data/download-options.js";
import { DataError, ValueError } from "../../../lib/errors.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const FOLDER = "cifar-10-batches-bin";

/** A small archive of the official form; its size and checksums. */
function makeArchive(folder: string, files: readonly string[]): Buffer {
  mkdirSync(join(folder, FOLDER), { recursive: true });
  for (const name of files) {
    const records = randomBytes(4 * 3073);
    for (let i = 0; i < 4; i++) records[i * 3073] = i;
    writeFileSync(join(folder, FOLDER, name), records);
  }
  writeFileSync(join(folder, FOLDER, "readme.html"), "<p>the images</p>");
  const file = join(folder, "archive.tar.gz");
  create({ file, cwd: folder, gzip: true, sync: true }, [FOLDER]);
  return readFileSync(file);
}

const BATCHES = [
  "data_batch_1.bin",
  "data_batch_2.bin",
  "data_batch_3.bin",
  "data_batch_4.bin",
  "data_batch_5.bin",
];
const md5Of = (bytes: Buffer): string => createHash("md5").update(bytes).digest("hex");

describe("downloadCifar10", () => {
  let archive: Buffer;
  let scratch: string;
  let folder: string;
  let cache: string;
  let server: Server;
  let url: string;
  let ranges: (string | undefined)[];
  let answer: (request: IncomingMessage, response: ServerResponse) => void;

  /** As a good server does: all of it, or what the range asks for. */
  function serve(body: Buffer, request: IncomingMessage, response: ServerResponse): void {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
    if (start >= body.length) {
      response.writeHead(416, { "content-range": `bytes */${body.length}` }).end();
      return;
    }
    const headers = { "content-length": body.length - start };
    const range = { "content-range": `bytes ${start}-${body.length - 1}/${body.length}` };
    response.writeHead(start > 0 ? 206 : 200, start > 0 ? { ...headers, ...range } : headers);
    response.end(body.subarray(start));
  }

  /** Sends so many bytes of the whole and then breaks the connection. */
  function breakAfter(bytes: number, response: ServerResponse): void {
    response.writeHead(200, { "content-length": archive.length });
    response.write(archive.subarray(0, bytes), () => setTimeout(() => response.destroy(), 50));
  }

  beforeAll(() => {
    scratch = temporaryFolder("archive");
    archive = makeArchive(scratch, [...BATCHES, "test_batch.bin"]);
  });

  beforeEach(async () => {
    folder = temporaryFolder("download");
    cache =
      process.platform === "darwin"
        ? join(folder, "Library", "Caches", "gradlab")
        : join(folder, "gradlab");
    vi.stubEnv("GRADLAB_DATA", undefined);
    vi.stubEnv("XDG_CACHE_HOME", folder);
    vi.stubEnv("LOCALAPPDATA", folder);
    vi.stubEnv("HOME", folder);
    ranges = [];
    answer = (request, response) => serve(archive, request, response);
    server = createServer((request, response) => {
      ranges.push(request.headers.range);
      answer(request, response);
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/cifar-10-binary.tar.gz`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
    vi.unstubAllEnvs();
  });

  const part = (): string => join(cache, "cifar-10-binary.tar.gz.part");

  it("leaves nothing but the unpacked files, and says how far it is", async () => {
    const progress: DownloadProgress[] = [];
    const onProgress = (now: DownloadProgress): void => void progress.push(now);
    const at = await downloadCifar10({ url, md5: md5Of(archive), onProgress });
    expect(at).toBe(join(cache, FOLDER));
    expect(readdirSync(cache)).toEqual([FOLDER]);
    expect(readFileSync(join(at, "data_batch_3.bin"))).toEqual(
      readFileSync(join(scratch, FOLDER, "data_batch_3.bin")),
    );
    expect([...(await loadCifar10({ split: "test" })).labels]).toEqual([0, 1, 2, 3]);
    expect([...new Set(progress.map(({ phase }) => phase))]).toEqual([
      "downloading",
      "checking",
      "unpacking",
    ]);
    const last = progress.filter(({ phase }) => phase === "downloading").at(-1);
    expect(last).toMatchObject({ bytes: archive.length, total: archive.length, secondsLeft: 0 });
    expect(last?.rate).toBeGreaterThan(0);
  });

  it("asks for nothing when the files are there", async () => {
    await downloadCifar10({ url, md5: md5Of(archive) });
    await downloadCifar10({ url, md5: md5Of(archive) });
    expect(ranges).toHaveLength(1);
  });

  it("gets the files again when one is cut off", async () => {
    const at = await downloadCifar10({ url, md5: md5Of(archive) });
    writeFileSync(join(at, "data_batch_2.bin"), "cut");
    await downloadCifar10({ url, md5: md5Of(archive) });
    expect(ranges).toHaveLength(2);
    expect((await loadCifar10({ split: "train" })).labels).toHaveLength(20);
    expect(readdirSync(cache)).toEqual([FOLDER]);
  });

  it("takes a sha256 instead", async () => {
    const sha256 = createHash("sha256").update(archive).digest("hex").toUpperCase();
    await downloadCifar10({ url, sha256 });
    expect(existsSync(join(cache, FOLDER, "test_batch.bin"))).toBe(true);
  });

  it("follows redirects", async () => {
    answer = (request, response) => {
      if (request.url === "/moved") serve(archive, request, response);
      else response.writeHead(302, { location: "/moved" }).end();
    };
    await downloadCifar10({ url, md5: md5Of(archive) });
    expect(existsSync(join(cache, FOLDER, "test_batch.bin"))).toBe(true);
  });

  it("takes the bytes as they are sent, whatever encoding the server claims", async () => {
    answer = (_request, response) => {
      response.writeHead(200, { "content-encoding": "gzip", "content-length": archive.length });
      response.end(archive);
    };
    await downloadCifar10({ url, md5: md5Of(archive) });
    expect(existsSync(join(cache, FOLDER, "test_batch.bin"))).toBe(true);
  });

  it("keeps what came when the connection breaks, and goes on from there", async () => {
    answer = (_request, response) => breakAfter(10_000, response);
    const broken = downloadCifar10({ url, md5: md5Of(archive) });
    await expect(broken).rejects.toThrow(DataError);
    await expect(broken).rejects.toThrow(
      `${url}: expected the whole file, got 10000 bytes (the connection broke off); they are kept and the next ` +
        "download goes on from there; without a network, set GRADLAB_DATA to a folder that holds the files, or use shapes(), which is drawn",
    );
    expect(readdirSync(cache)).toEqual(["cifar-10-binary.tar.gz.part"]);
    answer = (request, response) => serve(archive, request, response);
    const seen: number[] = [];
    await downloadCifar10({
      url,
      md5: md5Of(archive),
      onProgress: ({ bytes }) => seen.push(bytes),
    });
    expect(ranges).toEqual([undefined, "bytes=10000-"]);
    expect(seen[0]).toBe(10_000);
    expect(readdirSync(cache)).toEqual([FOLDER]);
  });

  it("starts over when the server ignores the range", async () => {
    mkdirSync(cache, { recursive: true });
    writeFileSync(part(), archive.subarray(0, 5000));
    answer = (_request, response) => response.writeHead(200).end(archive);
    await downloadCifar10({ url, md5: md5Of(archive) });
    expect(ranges).toEqual(["bytes=5000-"]);
    expect(readdirSync(cache)).toEqual([FOLDER]);
  });

  it("starts over when what is there is longer than the whole (416)", async () => {
    mkdirSync(cache, { recursive: true });
    writeFileSync(part(), Buffer.concat([archive, archive]));
    await downloadCifar10({ url, md5: md5Of(archive) });
    expect(ranges).toEqual([`bytes=${2 * archive.length}-`, undefined]);
    expect(readdirSync(cache)).toEqual([FOLDER]);
  });

  it("needs no server when the whole had come already", async () => {
    mkdirSync(cache, { recursive: true });
    writeFileSync(part(), archive);
    await downloadCifar10({ url: "http://127.0.0.1:1/", md5: md5Of(archive) });
    expect(ranges).toEqual([]);
    expect(readdirSync(cache)).toEqual([FOLDER]);
  });

  it("removes a file with the wrong checksum before anything is unpacked", async () => {
    const want = "0".repeat(32);
    const wrong = downloadCifar10({ url, md5: want });
    await expect(wrong).rejects.toThrow(DataError);
    await expect(wrong).rejects.toThrow(
      `${url}: expected a file with md5 ${want}, got ${md5Of(archive)} (${archive.length} bytes); it was removed, the next download starts from the beginning`,
    );
    expect(readdirSync(cache)).toEqual([]);
  });

  it("refuses what is no checksum", async () => {
    await expect(downloadCifar10({ url, md5: "abc" })).rejects.toThrow(
      new ValueError('downloadCifar10: md5 must be 32 hexadecimal digits, got "abc"'),
    );
  });

  it("refuses an archive without the files, and one that is none", async () => {
    const room = temporaryFolder("archive");
    const lacking = makeArchive(room, BATCHES);
    answer = (request, response) => serve(lacking, request, response);
    await expect(downloadCifar10({ url, md5: md5Of(lacking) })).rejects.toThrow(
      "expected the files of CIFAR-10 in cifar-10-batches-bin/, got none or damaged ones for test_batch.bin",
    );
    expect(readdirSync(cache)).toEqual([]);
    const page = Buffer.from("<html>please log in</html>");
    answer = (request, response) => serve(page, request, response);
    await expect(downloadCifar10({ url, md5: md5Of(page) })).rejects.toThrow(DataError);
    expect(existsSync(join(cache, FOLDER))).toBe(false);
  });

  it("names the way out when there is no network", async () => {
    const port = (server.address() as AddressInfo).port;
    await new Promise((done) => server.close(done));
    const failed = downloadCifar10({ url, md5: md5Of(archive) });
    await expect(failed).rejects.toThrow(DataError);
    await expect(failed).rejects.toThrow(
      `${url}: expected the whole file, got 0 bytes (connect ECONNREFUSED 127.0.0.1:${port}); without a network, set GRADLAB_DATA`,
    );
  });

  it("says what the server answers when it is not the file", async () => {
    answer = (_request, response) => response.writeHead(404).end("no such page");
    await expect(downloadCifar10({ url, md5: md5Of(archive) })).rejects.toThrow(
      "got 0 bytes (the server answers 404 Not Found)",
    );
  });

  it("stops at a signal and keeps what came", async () => {
    answer = (_request, response) => {
      response.writeHead(200, { "content-length": archive.length });
      response.write(archive.subarray(0, 8000));
    };
    const controller = new AbortController();
    const { signal } = controller;
    const stopped = downloadCifar10({ url, md5: md5Of(archive), signal });
    setTimeout(() => controller.abort(), 300);
    await expect(stopped).rejects.toThrow("got 8000 bytes (it was stopped); they are kept");
    expect(readdirSync(cache)).toEqual(["cifar-10-binary.tar.gz.part"]);
  });

  it("takes over the lock of a process that is gone", async () => {
    mkdirSync(cache, { recursive: true });
    const gone = spawn(process.execPath, ["-e", ""]);
    await new Promise((done) => gone.on("exit", done));
    writeFileSync(
      join(cache, "cifar-10-binary.lock"),
      JSON.stringify({ pid: gone.pid, host: hostname(), token: "x" }),
    );
    const phases = new Set<string>();
    await downloadCifar10({
      url,
      md5: md5Of(archive),
      onProgress: ({ phase }) => phases.add(phase),
    });
    expect(phases).toContain("waiting");
    expect(readdirSync(cache)).toEqual([FOLDER]);
  });

  describe("in several processes", () => {
    let built: string;
    const children: ChildProcess[] = [];

    beforeAll(() => {
      // Inside the project, so that the packages are found from there.
      mkdirSync(".cache", { recursive: true });
      built = temporaryFolder("download", ".cache");
      const program = ts.createProgram([resolve("lib/data/cifar10.ts")], {
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.NodeNext,
        moduleResolution: ts.ModuleResolutionKind.NodeNext,
        types: ["node"],
        skipLibCheck: true,
        rootDir: resolve("."),
        outDir: built,
      });
      program.emit();
    });
    afterAll(() => {
      for (const child of children) child.kill("SIGKILL");
    });

    function start(): { child: ChildProcess; ended: Promise<string> } {
      const module = JSON.stringify(join(built, "lib", "data", "cifar10.js"));
      const options = JSON.stringify({ url, md5: md5Of(archive) });
      const script = `import { downloadCifar10 } from ${module}; console.log(await downloadCifar10(${options}));`;
      const child = spawn(process.execPath, ["--input-type=module", "-e", script]);
      children.push(child);
      let output = "";
      child.stdout.on("data", (text) => (output += String(text)));
      child.stderr.on("data", (text) => (output += String(text)));
      return { child, ended: new Promise((done) => child.on("close", () => done(output))) };
    }

    it("downloads once when two start together", async () => {
      answer = (request, response) => setTimeout(() => serve(archive, request, response), 500);
      const outputs = await Promise.all([start().ended, start().ended, start().ended]);
      expect(outputs).toEqual(Array(3).fill(`${join(cache, FOLDER)}\n`));
      expect(ranges).toHaveLength(1);
      expect(readdirSync(cache)).toEqual([FOLDER]);
    });

    it("goes on where a killed process stopped", async () => {
      answer = (_request, response) => {
        response.writeHead(200, { "content-length": archive.length });
        response.write(archive.subarray(0, 20_000));
      };
      const { child, ended } = start();
      while (!existsSync(part()) || readFileSync(part()).length < 20_000) await sleep(20);
      child.kill("SIGKILL");
      await ended;
      expect(readdirSync(cache)).toContain("cifar-10-binary.lock");
      answer = (request, response) => serve(archive, request, response);
      expect(await start().ended).toBe(`${join(cache, FOLDER)}\n`);
      expect(ranges).toEqual([undefined, "bytes=20000-"]);
      expect(readdirSync(cache)).toEqual([FOLDER]);
    });
  });
});
