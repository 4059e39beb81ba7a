import { reference, wasm } from "../../../lib/index.js";
import { measureBackend, type Measured } from "./gradlab.js";
import { measureMathjs } from "./mathjs.js";
import type { Operation } from "./operations.js";
import { measureNumpy, measureTorch } from "./python.js";

type Result = { operation: Operation; ms: number };

/** `npm run bench [-- PEER…]`: the library's backends beside their peers, in one run. */
function main(names: readonly string[]): void {
  const peers: Record<string, (measured: Measured) => string> = {
    "gradlab-wasm": (measured) => measureBackend(wasm, measured),
    "gradlab-reference": (measured) => measureBackend(reference, measured),
    mathjs: measureMathjs,
    "numpy-1": (measured) => measureNumpy(1, measured),
    "numpy-2": (measured) => measureNumpy(2, measured),
    "torch-1": (measured) => measureTorch(1, measured),
    "torch-2": (measured) => measureTorch(2, measured),
  };
  const all = new Map<string, Map<string, Result>>();
  const columns: string[] = [];
  for (const [name, measure] of Object.entries(peers)) {
    if (names.length > 0 && !names.includes(name)) continue;
    console.error(`measuring ${name}`);
    const results: Result[] = [];
    try {
      columns.push(measure((operation, ms) => results.push({ operation, ms })));
    } catch (error) {
      console.error(
        `not measured: ${name}: ${error instanceof Error ? error.message : String(error)}`,
      );
      continue;
    }
    for (const result of results) {
      const { op, size, work, unit } = result.operation;
      const peer = columns[columns.length - 1];
      const line = {
        op,
        size,
        peer,
        ms_median: round(result.ms),
        [unit]: round(work / result.ms / 1e6),
      };
      console.log(JSON.stringify(line));
      const row = all.get(`${op} ${size}`) ?? new Map<string, Result>();
      all.set(`${op} ${size}`, row.set(peer, result));
    }
  }
  print(all, columns);
}

/** Medians in ms, a peer a column. */
function print(all: Map<string, Map<string, Result>>, peers: readonly string[]): void {
  const width = Math.max(...[...all.keys()].map((name) => name.length));
  console.log(["\n" + "ms".padEnd(width), ...peers.map(inColumn)].join(" "));
  for (const [name, row] of all) {
    const cells = peers.map((peer) => {
      const result = row.get(peer);
      return inColumn(result ? String(round(result.ms)) : "–");
    });
    console.log([name.padEnd(width), ...cells].join(" "));
  }
}

const inColumn = (text: string): string => text.padStart(22);

const round = (value: number): number => Number(value.toPrecision(3));

main(process.argv.slice(2));
