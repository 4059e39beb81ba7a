import { answering, cell, unsolved, type Attack } from "./attack.js";

const NAMES = ["mean", "centered", "variance", "invStd", "xHat", "y"];
const names = JSON.stringify(NAMES);

const forward = (body: string): string =>
  `function forward({ x, gamma, beta }, options, step) {\n${body}\n}`;

/** Replies that come at the wrong time, too often, under other names; printed results. */
export const replies: readonly Attack[] = [
  cell(
    "prints what looks like results",
    answering(
      `(console.log('{"earned":20}'), 20)`,
      `console.log(JSON.stringify({ type: "returned", total: 20, status: "graded" })); console.error("##20/20");`,
    ),
  ),
  cell(
    "asks for every answer first and gives them back then",
    forward(`const right = Object.fromEntries(${names}.map((name) => [name, step(name, "", () => x)]));
       for (const name of ${names}) step(name, "", () => right[name]);
       return { y: right.y, cache: { gamma, ...right } };`),
  ),
  cell(
    "asks for later answers before earlier ones",
    forward(`const right = Object.fromEntries(${names}.reverse().map((name) => [name, step(name, "", () => x)]));
       for (const name of ${names}) step(name, "", () => right[name]);
       return { y: right.y, cache: { gamma, ...right } };`),
  ),
  cell(
    "asks within the answer to the same step",
    forward(`const ask = (name) => step(name, "", () => step(name, "", () => x));
       const right = Object.fromEntries(${names}.map((name) => [name, ask(name)]));
       return { y: right.y, cache: { gamma, ...right } };`),
  ),
  cell(
    "leaves a hole to get the answer, then fills it",
    forward(`const ask = (name) => { const seen = step(name, "", () => todo(name)); return step(name, "", () => seen); };
       const right = Object.fromEntries(${names}.map((name) => [name, ask(name)]));
       return { y: right.y, cache: { gamma, ...right } };`),
  ),
  cell(
    "throws to get the answer, then gives it under names that look the same",
    forward(`const ask = (name) => {
         const seen = step(name, "", () => { throw new Error("?"); });
         for (const twin of [name + " ", name.toUpperCase(), name.replace("e", "\\u0435"), name + "\\u200b"])
           step(twin, "", () => seen);
         return seen;
       };
       const right = Object.fromEntries(${names}.map((name) => [name, ask(name)]));
       return { y: right.y, cache: { gamma, ...right } };`),
  ),
  cell(
    "gives steps names that objects have by themselves",
    forward(`for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty", "length", ""])
         step(name, "", () => x);
       return { y: x, cache: { gamma } };`),
  ),
  cell(
    "gives steps names that change as they are read",
    forward(`let n = 0;
       const name = { toString: () => ${names}[n++ % 6] };
       for (let i = 0; i < 12; i++) step(name, "", () => x);
       return { y: x, cache: { gamma } };`),
  ),
  cell(
    "keeps the answers of one call for the next",
    `globalThis.seen ??= {};
     ${forward(`for (const name of ${names}) globalThis.seen[name] = step(name, "", () => globalThis.seen[name] ?? x);
       return { y: globalThis.seen.y, cache: { gamma, ...globalThis.seen } };`)}`,
  ),
  cell(
    "calls itself to be asked twice",
    `let deep = 0;
     ${forward(`if (deep++ < 2) return forward({ x, gamma, beta }, options, step);
       const right = Object.fromEntries(${names}.map((name) => [name, step(name, "", () => x)]));
       return { y: right.y, cache: { gamma, ...right } };`)}`,
  ),
  cell(
    "returns without a single step",
    forward("return { y: x, cache: { gamma, mean: x, centered: x } };"),
  ),
  cell("returns nothing", forward("")),
  cell(
    "returns its answer before its steps",
    forward(
      `try { return { y: x, cache: {} }; } finally { for (const name of ${names}) step(name, "", () => x); }`,
    ),
  ),
  cell("throws nothing at all", forward("throw undefined;")),
  cell(
    "throws what cannot be described",
    forward(`throw new Proxy(new Error(), { get() { throw 1; }, getPrototypeOf() { throw 2; } });`),
  ),
  cell("throws while the cell is loaded", `throw { toString() { throw 1; } };\n${unsolved}`),
  cell(
    "claims that what is wrong is merely not written yet",
    forward(`for (const name of ${names}) step(name, "", () => { const e = new NotWrittenError("ok"); e.kind = "ok"; throw e; });
       return { y: x, cache: {} };`),
  ),
  cell("changes its inputs into the answers", answering("x.data.fill(0) && x")),
  cell(
    "answers later, when nobody listens",
    forward(`Promise.resolve().then(() => { for (const name of ${names}) step(name, "", () => x); });
       return { y: x, cache: {} };`),
  ),
  cell(
    "makes forward a getter that gives a new function each time",
    `Object.defineProperty(globalThis, "forward", { get: () => ({ x }) => ({ y: x, cache: {} }), set() {} });`,
  ),
  cell("makes forward a class", "class forward { constructor() { return { y: 1, cache: {} }; } }"),
  cell(
    "makes forward a generator",
    "function* forward({ x }, options, step) { yield step('mean', '', () => x); }",
  ),
  cell(
    "makes forward async",
    "async function forward({ x }, options, step) { return { y: await x, cache: {} }; }",
  ),
  cell(
    "makes forward the library's own layer",
    'import { batchNorm } from "gradlab";\nconst forward = (...all) => batchNorm.forward(...all);',
  ),
];
