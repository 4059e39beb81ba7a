import { demands } from "./bar.js";
import { measure, measureLibrary, type Figures } from "./measure.js";
import { findPeers } from "./peers.js";

/** `npm run bench:kernel [-- --quick] [-- NAME…]`: this kernel beside its peers, in one run. */
async function main(args: readonly string[]): Promise<number> {
  const quick = args.includes("--quick");
  const names = args.filter((arg) => !arg.startsWith("--"));
  const { found, missing } = findPeers(names);
  for (const reason of missing) console.error(`not measured: ${reason}`);

  const all: Partial<Record<string, Figures>> = {};
  const say = (what: string) => console.error(what);
  const withLibrary = found.filter(({ programs }) => programs.library !== undefined);
  const libraries = await measureLibrary(withLibrary, quick, say);
  for (const peer of found) {
    const title = `${peer.name} ${peer.version}`;
    const figures = await measure(peer, quick, (what) => say(`${title}: ${what}`));
    all[peer.name] = { ...figures, ...libraries[peer.name] };
    for (const [op, value] of Object.entries(all[peer.name] ?? {}))
      console.log(JSON.stringify({ op, peer: title, value: round(value as number) }));
  }
  print(all);
  return 0;
}

function print(all: Partial<Record<string, Figures>>): void {
  const names = Object.keys(all);
  const operations = new Set(names.flatMap((name) => Object.keys(all[name] ?? {})));
  console.log(["\n" + "".padEnd(16), ...names.map((name) => name.padStart(10))].join(" "));
  for (const operation of operations) {
    const values = names.map((name) => all[name]?.[operation as keyof Figures]);
    const cells = values.map((value) =>
      (value === undefined ? "–" : String(round(value))).padStart(10),
    );
    console.log([operation.padEnd(16), ...cells].join(" "));
  }
  console.log("");
  for (const { what, ours, limit, unit, against } of demands(all)) {
    const mark = ours <= limit ? "met   " : "missed";
    console.log(`${mark} ${what}: ${round(ours)} ${unit}, at most ${round(limit)} (${against})`);
  }
}

const round = (value: number): number => Number(value.toPrecision(3));

process.exitCode = await main(process.argv.slice(2));
