import { equal, match, ok } from "node:assert/strict";
import type { Probe } from "../probe.js";
import type { Row } from "../row.js";

/** `|` marks the cursor. */
async function complete(kernel: Probe, marked: string) {
  const code = marked.replace("|", "");
  const cursor = Array.from(marked.slice(0, marked.indexOf("|"))).length;
  const { content } = await kernel.ask("shell", "complete_request", { code, cursor_pos: cursor });
  equal(content.status, "ok");
  return content as { matches: string[]; cursor_start: number; cursor_end: number };
}

async function inspect(kernel: Probe, marked: string, detail = 0): Promise<string> {
  const code = marked.replace("|", "");
  const cursor = Array.from(marked.slice(0, marked.indexOf("|"))).length;
  const { content } = await kernel.ask("shell", "inspect_request", {
    code,
    cursor_pos: cursor,
    detail_level: detail,
  });
  if (content.found !== true) return "";
  const data = content.data as Record<string, string>;
  ok(data["text/plain"], "expected text beside the markdown");
  return data["text/markdown"] ?? data["text/plain"];
}

const completes = (marked: string, wanted: string, before?: string): Row => ({
  name: `completion of ${marked} has ${wanted}`,
  check: async (kernel) => {
    if (before) equal((await kernel.run(before)).reply.status, "ok");
    const { matches } = await complete(kernel, marked);
    ok(matches.includes(wanted), `got ${matches.slice(0, 8).join(", ")}`);
  },
});

const documents = (marked: string, wanted: RegExp[], before?: string): Row => ({
  name: `inspection of ${marked}`,
  check: async (kernel) => {
    if (before) equal((await kernel.run(before)).reply.status, "ok");
    const text = await inspect(kernel, marked);
    for (const part of wanted) match(text, part);
  },
});

const mean = `/**
 * The mean of numbers.
 * @param values what to average
 * @returns their mean
 */
function meanOf(values: number[]): number { return values.reduce((a, b) => a + b, 0) / values.length }`;

/** Tab and shift-tab. */
export const helpRows: Row[] = [
  completes("Math.sq|", "sqrt"),
  completes("cons|", "console"),
  completes('"text".toUp|', "toUpperCase"),
  completes("earlierName.ma|", "map", "const earlierName = [1, 2]"),
  completes("earlierN|", "earlierName"),
  completes("const local = { alpha: 1 }; local.al|", "alpha"),
  completes("new Map<string, number>().for|", "forEach"),
  completes("process.ver|", "versions"),
  completes("point.x|", "x1", "const point = { x1: 1, x2: 2 }"),
  completes("function f(argument: number) { return argu| }", "argument"),
  completes("if (true) { Math.co|", "cos"),
  completes("Buffer.fr|", "from"),
  completes("const 𝒳 = 1; Math.ab|", "abs"),
  completes('import { ten| } from "gradlab"', "tensor"),
  completes('const mode: Mode = "tr|"', "train", 'type Mode = "train" | "eval"'),
  {
    name: "completion replaces what was typed: cursor_start in code points",
    check: async (kernel) => {
      const found = await complete(kernel, "const 𝒴 = 1; Math.ab|");
      equal(found.cursor_end, 20);
      equal(found.cursor_start, 18);
    },
  },
  documents("meanO|f([1])", [/meanOf/, /values/, /The mean of numbers/], mean),
  documents("meanOf(|[1])", [/The mean of numbers/]),
  documents("Math.ma|x(1, 2)", [/max/, /number/]),
  documents("[1].ma|p((x) => x)", [/map/, /callback/]),
  documents("console.lo|g", [/log/]),
  {
    name: "inspection of nothing finds nothing",
    check: async (kernel) => equal(await inspect(kernel, "   |  "), ""),
  },
];
