import { answering, cell, type Attack } from "./attack.js";

/** Patched globals and prototypes: whatever compares, counts or packs values in the process is bent. */
export const globals: readonly Attack[] = [
  cell(
    "makes every difference zero",
    answering(
      "zeros([3])",
      "Math.abs = () => 0; Math.max = () => Infinity; Object.is = () => true; Number.isFinite = () => true;",
    ),
  ),
  cell(
    "lets JSON say what it likes",
    answering(
      "zeros([3])",
      `JSON.stringify = () => '{"type":"returned","value":{"returned":{},"given":{}}}';
       JSON.parse = () => ({ type: "right", value: { $tensor: ["float64", 0] } });`,
    ),
  ),
  cell(
    "gives every object the fields of a right answer",
    answering(
      "tensor([0, 0, 0])",
      `Object.assign(Object.prototype, { kind: "ok", earned: 20, points: 0, total: 20, passed: true, ok: true });
       Object.prototype.toJSON = () => ({ kind: "ok", earned: 20 });`,
    ),
  ),
  cell(
    "puts setters on the prototype of all objects",
    answering(
      "tensor([1])",
      `for (const name of ["kind", "value", "reply", "threw", "type", "$tensor", "$described", "then"])
         Object.defineProperty(Object.prototype, name, { get: () => "ok", set() {}, configurable: true });`,
    ),
  ),
  cell(
    "bends arrays so that every search finds",
    answering(
      "zeros([3])",
      `Array.prototype.find = () => ({ kind: "ok" }); Array.prototype.every = () => true;
       Array.prototype.findIndex = () => -1; Array.prototype.map = function () { return this; };`,
    ),
  ),
  cell(
    "bends maps and sets",
    answering(
      "zeros([3])",
      `Map.prototype.get = () => ({ kind: "ok" }); Map.prototype.has = () => true; Set.prototype.has = () => true;`,
    ),
  ),
  cell(
    "bends what packs bytes",
    answering(
      "zeros([3])",
      `DataView.prototype.setFloat64 = function () {}; DataView.prototype.setUint32 = function () {};
       Uint8Array.prototype.set = function (bytes) { globalThis.last = bytes; };`,
    ),
  ),
  cell(
    "gives wrong lengths for what it sends",
    answering(
      "zeros([3])",
      `const own = DataView.prototype.setUint32;
       DataView.prototype.setUint32 = function (at, n, little) { return own.call(this, at, n + 1000, little); };`,
    ),
  ),
  cell(
    "bends how functions are called",
    answering(
      "zeros([3])",
      `Function.prototype.call = Function.prototype.apply = Function.prototype.bind = () => () => true;`,
    ),
  ),
  cell(
    "bends how arrays are walked",
    answering(
      "zeros([3])",
      `Array.prototype[Symbol.iterator] = function* () { yield 0; };
       Object.entries = () => [["returned", 20]]; Object.values = () => []; Object.fromEntries = () => ({ ok: 1 });`,
    ),
  ),
  cell(
    "replaces every method and number of a tensor",
    answering(
      "zeros([3])",
      `for (const name of Object.getOwnPropertyNames(Tensor.prototype))
         try { Object.defineProperty(Tensor.prototype, name, { get: () => () => true, configurable: true }); } catch {}`,
    ),
  ),
  cell(
    "makes everything an instance of Tensor",
    answering(
      "({ shape: [3], dtype: 'float64', data: [0, 0, 0] })",
      "Object.defineProperty(Tensor, Symbol.hasInstance, { value: () => true });",
    ),
  ),
  cell(
    "asks the stack for the functions below it",
    answering(
      "caught",
      `let caught = zeros([3]);
       Error.prepareStackTrace = (_, frames) => {
         for (const frame of frames) {
           const found = frame.getFunction?.() ?? frame.getThis?.();
           if (found?.entries) caught = found.entries[0].value;
         }
         return frames;
       };
       new Error().stack;`,
    ),
  ),
  cell(
    "asks functions for who called them",
    answering(
      "spy()",
      `function spy() {
         try { return spy.caller?.arguments?.[0] ?? zeros([3]); } catch { return zeros([3]); }
       }`,
    ),
  ),
  cell(
    "bends texts",
    answering(
      "zeros([3])",
      `String.prototype.slice = String.prototype.replace = function () { return '{"type":"returned"}'; };
       Object.defineProperty(globalThis, "String", { value: () => "y" });`,
    ),
  ),
  cell(
    "freezes all there is",
    answering(
      "zeros([3])",
      `for (const name of Object.getOwnPropertyNames(globalThis)) {
         try { Object.freeze(globalThis[name]); Object.freeze(globalThis[name].prototype); } catch {}
       }`,
    ),
  ),
  cell(
    "replaces the step that it is handed",
    `const inner = (f) => (...all) => f(...all.slice(0, -1), (name, formula, compute) => compute());
     ${answering("x.mean(0)")}
     globalThis.forward = inner(forward);`,
  ),
  cell(
    "replaces run, todo and tex of the library",
    answering(
      "zeros([3])",
      `try { gradlab = {}; } catch {}
       globalThis.run = globalThis.todo = globalThis.tex = () => ({ kind: "ok" });
       globalThis.judge = globalThis.check = () => ({ passed: true, earned: 20 });`,
    ),
  ),
];
