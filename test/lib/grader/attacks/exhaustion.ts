import { answering, cell, unsolved, type Attack } from "./attack.js";

/** Time, memory and output without end. */
export const exhaustion: readonly Attack[] = [
  cell("loops forever as it is loaded", `for (;;) ;\n${unsolved}`),
  cell("loops forever in a step", answering("(() => { for (;;) ; })()")),
  cell(
    "waits forever for a lock",
    answering("Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0) && x"),
  ),
  cell(
    "loops forever in promises",
    `const spin = () => Promise.resolve().then(spin); spin();\n${unsolved}`,
  ),
  cell(
    "searches a text for what takes forever to find",
    answering("/^(a+)+$/.test('a'.repeat(60) + 'b') && x"),
  ),
  cell(
    "draws from a generator without end",
    answering("[...(function* () { for (;;) yield 1; })()]"),
  ),
  cell(
    "raises a number to a power that fills the memory",
    answering("tensor([Number(7n ** (10n ** 9n))])"),
  ),
  cell("sorts a sparse array of four billion", answering("new Array(2 ** 32 - 1).fill(0).sort()")),
  cell("floods the pipe with large values", answering("zeros([4000, 4000])")),
  cell(
    "floods the pipe with steps",
    "function forward({ x }, options, step) { for (;;) step('more', '', () => 1); }",
  ),
  cell(
    "floods the console",
    answering("x", "for (let i = 0; i < 1e6; i++) console.log('x'.repeat(100));"),
  ),
  cell("throws an error of a hundred megabytes", `throw new Error("x".repeat(1e8));\n${unsolved}`),
  cell(
    "eats memory with arrays",
    `const all = []; for (;;) all.push(new Array(1e6).fill(all));\n${unsolved}`,
  ),
  cell(
    "eats memory with buffers",
    `const all = []; for (;;) all.push(new Float64Array(2 ** 20).fill(1));\n${unsolved}`,
  ),
  cell(
    "eats memory with texts",
    `let text = "x"; const all = []; for (;;) { text += text; all.push([...text.slice(0, 1e6)]); }\n${unsolved}`,
  ),
  cell(
    "eats memory with tensors",
    answering("(() => { const all = []; for (;;) all.push(zeros([1000, 1000])); })()"),
  ),
  cell("recurses until the stack is full", answering("(function deep() { return deep(); })()")),
  cell(
    "defines itself a million times",
    `for (let i = 0; i < 1e6; i++) globalThis["f" + i] = () => i;\n${unsolved}`,
  ),
];
