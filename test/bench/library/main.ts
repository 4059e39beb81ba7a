import { reference, wasm, webgpu } from "../../../lib/index.js";
import { BARS, IN_JAVASCRIPT, ON_WEBGPU } from "./bars.js";
import { measureBackend } from "./gradlab.js";
import { measureJax } from "./peers/jax.js";
import { measureMathjs } from "./peers/mathjs.js";
import { measureOnnxruntime } from "./peers/onnxruntime.js";
import { measureNumpy, measureTorch } from "./peers/python.js";
import { measureTfjs } from "./peers/tfjs.js";
import { keyOf, Results } from "./results.js";

/** By the keys of operations and peers: medians in ms. */
type Times = Map<string, Map<string, number>>;

const OURS = "gradlab-wasm";
const ON_GPU = "gradlab-webgpu";

const PEERS: Record<string, (results: Results) => string | Promise<string>> = {
  [OURS]: (results) => measureBackend(wasm, results),
  "gradlab-reference": (results) => measureBackend(reference, results),
  "numpy-1": (results) => measureNumpy(1, results),
  "numpy-2": (results) => measureNumpy(2, results),
  "torch-1": (results) => measureTorch(1, results),
  "torch-2": (results) => measureTorch(2, results),
  "tfjs-wasm": (results) => measureTfjs("wasm", results),
  "jax-js": (results) => measureJax("wasm", results),
  onnxruntime: measureOnnxruntime,
  mathjs: measureMathjs,
  [ON_GPU]: (results) => measureBackend(webgpu, results),
  "tfjs-webgpu": (results) => measureTfjs("webgpu", results),
  "jax-js-webgpu": (results) => measureJax("webgpu", results),
};

const ONLY = "--only=";

const USAGE = `npm run bench [-- PEER… --only=WORD…]

Measures the library's backends beside their peers, or those that are named, and prints a line of JSON a measurement,
a table of medians in ms, and how far ours are from what is expected of them. What is not installed says so.

peers: ${Object.keys(PEERS).join(", ")}
--only=WORD: only operations with such a word in their name or size, as --only=matmul`;

async function main(args: readonly string[]): Promise<void> {
  if (args.includes("--help") || args.includes("-h")) {
    console.log(USAGE);
    return;
  }
  const words = args.filter((arg) => arg.startsWith(ONLY)).map((arg) => arg.slice(ONLY.length));
  const names = args.filter((arg) => !arg.startsWith(ONLY));
  const unknown = names.filter((name) => !Object.hasOwn(PEERS, name));
  if (unknown.length > 0) {
    console.error(`bench: expected ${Object.keys(PEERS).join(", ")}, got ${unknown.join(", ")}`);
    process.exitCode = 2;
    return;
  }
  const all: Times = new Map();
  const titles = new Map<string, string>();
  for (const [peer, measure] of Object.entries(PEERS)) {
    if (names.length > 0 && !names.includes(peer)) continue;
    console.error(`measuring ${peer}`);
    const results = new Results(words);
    try {
      titles.set(peer, await measure(results));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      console.error(`not measured: ${peer}: ${why}`);
      continue;
    }
    for (const { operation, ms } of results.all) {
      const { op, size, work, unit } = operation;
      const line = { op, size, peer: titles.get(peer), ms_median: round(ms) };
      console.log(JSON.stringify({ ...line, [unit]: round(work / ms / 1e6) }));
      const row = all.get(keyOf(operation)) ?? new Map<string, number>();
      all.set(keyOf(operation), row.set(peer, ms));
    }
  }
  printTimes(all, titles);
  printBars(all);
}

/** Medians in ms, a peer a column. */
function printTimes(all: Times, titles: ReadonlyMap<string, string>): void {
  const rows = [...all].map(([name, row]) => [
    name,
    ...[...titles.keys()].map((peer) => {
      const ms = row.get(peer);
      return ms === undefined ? "–" : String(round(ms));
    }),
  ]);
  printTable([["ms", ...titles.values()], ...rows]);
}

/** Each bar whose peer was measured, and how far we are from it. */
function printBars(all: Times): void {
  const rows = BARS.flatMap(({ operation, peer, atLeast }) => {
    const ratio = ratioOf(all.get(keyOf(operation)), OURS, peer);
    return ratio === undefined ? [] : [rowOf(keyOf(operation), peer, ratio, atLeast)];
  });
  for (const [name, row] of all)
    for (const [ours, peers, where] of [
      [OURS, IN_JAVASCRIPT, "in JavaScript"],
      [ON_GPU, ON_WEBGPU, "on WebGPU"],
    ] as const) {
      const best = peers
        .filter((peer) => row.has(peer))
        .sort((a, b) => (row.get(a) ?? 0) - (row.get(b) ?? 0))
        .at(0);
      const ratio = best && ratioOf(row, ours, best);
      if (ratio) rows.push(rowOf(name, `${best}, the best ${where}`, ratio, 1));
    }
  if (rows.length > 0)
    printTable([["the peer's time / ours", "peer", "ratio", "at least", ""], ...rows]);
}

const rowOf = (name: string, peer: string, ratio: number, atLeast: number): string[] => [
  ...[name, peer, String(round(ratio)), String(atLeast), ratio >= atLeast ? "met" : "MISSED"],
];

function ratioOf(
  row: ReadonlyMap<string, number> | undefined,
  ours: string,
  peer: string,
): number | undefined {
  const [own, theirs] = [row?.get(ours), row?.get(peer)];
  return own !== undefined && theirs !== undefined ? theirs / own : undefined;
}

/** Words on the left, numbers on the right. */
function printTable(rows: readonly (readonly string[])[]): void {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  console.log("");
  for (const row of rows)
    console.log(
      row
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
        .join("  "),
    );
}

const round = (value: number): number => Number(value.toPrecision(3));

await main(process.argv.slice(2));
// Threads of a peer would keep the program going.
process.exit();
