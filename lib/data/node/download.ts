import { createHash } from "node:crypto";
import { createReadStream, statSync } from "node:fs";
import { open, rm } from "node:fs/promises";
import { get as getHttp, type IncomingMessage } from "node:http";
import { get as getHttps } from "node:https";
import { DataError } from "../../errors.js";
import type { DownloadProgress } from "../download-options.js";

const SILENT_MS = 60_000;
const REPORT_MS = 250;
const MOST_REDIRECTS = 5;

export type Checksum = { algorithm: "md5" | "sha256"; expected: string };

export type Transfer = {
  url: string;
  /** What has come so far; it stays when the download stops, and the next one goes on behind it. */
  part: string;
  checksum: Checksum;
  report: (progress: DownloadProgress) => void;
  signal?: AbortSignal;
  /** What a person without a network can do, for messages. */
  wayOut: string;
};

/**
 * Brings the file `part` to the whole of what `url` serves, and checks it.
 *
 * @throws DataError if the network fails (`part` stays) or the checksum is wrong (`part` is removed).
 */
export async function download(transfer: Transfer): Promise<void> {
  const { part, url, checksum, report } = transfer;
  const bytes = sizeOfFile(part);
  if (bytes > 0 && (await checksumOf(part, checksum.algorithm)) === checksum.expected) return;
  await receive(transfer);
  const total = sizeOfFile(part);
  report({ phase: "checking", bytes: total, total, rate: 0, secondsLeft: undefined });
  const got = await checksumOf(part, checksum.algorithm);
  if (got === checksum.expected) return;
  await rm(part, { force: true });
  throw new DataError(
    `${url}: expected a file with ${checksum.algorithm} ${checksum.expected}, got ${got} ` +
      `(${total} bytes); it was removed, the next download starts from the beginning`,
  );
}

/** Receives what is missing behind the bytes that `part` holds already. */
async function receive(transfer: Transfer): Promise<void> {
  const { url, part, signal, wayOut } = transfer;
  try {
    const have = sizeOfFile(part);
    let response = await request(url, have, signal);
    if (response.statusCode === 416) {
      response.resume();
      if (rangeTotal(response) === have) return;
      await rm(part, { force: true });
      response = await request(url, 0, signal);
    }
    const { statusCode = 0 } = response;
    if (statusCode !== 200 && statusCode !== 206) {
      response.destroy();
      throw new Error(`the server answers ${statusCode} ${response.statusMessage ?? ""}`.trim());
    }
    await append(response, transfer);
  } catch (cause) {
    const kept = sizeOfFile(part);
    throw new DataError(
      `${url}: expected the whole file, got ${kept} bytes (${signal?.aborted ? "it was stopped" : reasonOf(cause)}); ` +
        `${kept > 0 ? "they are kept and the next download goes on from there; " : ""}${wayOut}`,
      { cause },
    );
  }
}

/** Writes the body behind what is there if the server goes on from there, else from the beginning. */
async function append(
  response: IncomingMessage,
  { part, report }: Pick<Transfer, "part" | "report">,
): Promise<void> {
  const have = sizeOfFile(part);
  const goesOn = response.statusCode === 206 && rangeStart(response) === have;
  if (response.statusCode === 206 && !goesOn && rangeStart(response) !== 0) {
    response.destroy();
    await rm(part, { force: true });
    throw new Error(
      `the server sends "${response.headers["content-range"] ?? "no content-range"}" for bytes from ${have}`,
    );
  }
  const first = goesOn ? have : 0;
  const length = Number(response.headers["content-length"] ?? NaN);
  const total = Number.isNaN(length) ? undefined : first + length;
  const file = await open(part, goesOn ? "a" : "w");
  try {
    const started = performance.now();
    let bytes = first;
    let reported = -Infinity;
    const tell = (): void => {
      const now = performance.now();
      reported = now;
      const rate = bytes === first ? 0 : (1000 * (bytes - first)) / (now - started);
      const secondsLeft = total === undefined || rate === 0 ? undefined : (total - bytes) / rate;
      report({ phase: "downloading", bytes, total, rate, secondsLeft });
    };
    tell();
    for await (const chunk of response as AsyncIterable<Uint8Array>) {
      await file.appendFile(chunk);
      bytes += chunk.length;
      if (performance.now() - reported > REPORT_MS) tell();
    }
    tell();
  } finally {
    response.destroy();
    await file.close();
  }
}

/**
 * GET, for the bytes from `start`, following redirects. Not `fetch`, which would unpack an archive that
 * the server labels with `content-encoding: gzip`: the checksum is of the bytes as they are sent.
 */
async function request(url: string, start: number, signal?: AbortSignal): Promise<IncomingMessage> {
  let at = new URL(url);
  for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
    const response = await requestOnce(at, start, signal);
    const { statusCode = 0, headers } = response;
    if (statusCode < 300 || statusCode > 399 || headers.location === undefined) return response;
    response.resume();
    at = new URL(headers.location, at);
  }
  throw new Error(`the server redirects more than ${MOST_REDIRECTS} times`);
}

function requestOnce(url: URL, start: number, signal?: AbortSignal): Promise<IncomingMessage> {
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new Error(`an address must begin with http: or https:, got ${url.href}`);
  const get = url.protocol === "https:" ? getHttps : getHttp;
  const headers = start > 0 ? { range: `bytes=${start}-` } : {};
  return new Promise((resolve, reject) => {
    const sent = get(url, { headers, signal }, resolve);
    sent.on("error", reject);
    sent.setTimeout(SILENT_MS, () =>
      sent.destroy(new Error(`nothing came for ${SILENT_MS / 1000} seconds`)),
    );
  });
}

/** Where the body of a 206 begins: `content-range: bytes 100-199/200`. */
function rangeStart({ headers }: IncomingMessage): number {
  return Number(/^bytes (\d+)-/.exec(headers["content-range"] ?? "")?.[1] ?? NaN);
}

/** How long the whole is, from the answer 416: `content-range: bytes *\/200`. */
function rangeTotal({ headers }: IncomingMessage): number {
  return Number(/^bytes \*\/(\d+)$/.exec(headers["content-range"] ?? "")?.[1] ?? NaN);
}

const sizeOfFile = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

async function checksumOf(path: string, algorithm: string): Promise<string> {
  const hash = createHash(algorithm);
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest("hex");
}

/** What went wrong in a few words: connection errors of several addresses at once have no message. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const { code } = cause as NodeJS.ErrnoException;
  if (cause.message === "aborted") return "the connection broke off";
  return cause.message || (code ?? cause.name);
}
