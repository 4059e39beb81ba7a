import { answering, cell, type Attack } from "./attack.js";

/** Values that pretend to be right. */
export const values: readonly Attack[] = [
  cell(
    "answers with a proxy that has every method and equals everything",
    answering("new Proxy(function () {}, { get: () => () => true, has: () => true })"),
  ),
  cell(
    "answers with a proxy around a tensor whose numbers change at each look",
    answering(
      "new Proxy(zeros([3]), { get: (t, key) => (key === 'data' ? [n++, n++, n++] : t[key]) })",
      "let n = 0;",
    ),
  ),
  cell(
    "answers with something made from Tensor's prototype",
    answering(
      "Object.create(Tensor.prototype, { shape: { value: [3] }, data: { value: { length: 1e9 } } })",
    ),
  ),
  cell(
    "answers with a subclass of Tensor whose numbers are a getter",
    answering(
      "Object.setPrototypeOf(zeros([3]), Liar.prototype)",
      "class Liar extends Tensor { get data() { return { length: 3, 0: NaN, 1: NaN, 2: NaN }; } }",
    ),
  ),
  cell(
    "answers with toJSON, valueOf and Symbol.toPrimitive",
    answering(
      "({ toJSON: () => ({ $tensor: ['float64', 3] }), valueOf: () => 0, [Symbol.toPrimitive]: () => 0 })",
    ),
  ),
  cell("answers in the form in which values travel", answering("({ $tensor: ['float64', 3] })")),
  cell(
    "answers with a tensor of shapes beyond all numbers",
    answering("({ $tensor: ['float64', 2 ** 30, 2 ** 30, 2 ** 30, 2 ** 30] })"),
  ),
  cell(
    "answers with what looks like a description",
    answering("({ $described: 'a tensor of shape (3)' })"),
  ),
  cell("answers with not a number", answering("full([3], NaN)")),
  cell("answers with infinity", answering("full([3], Infinity)")),
  cell("answers with zeros", answering("zeros([x.shape[1]])")),
  cell("answers with ones of the right shape", answering("x.mul(0).add(1)")),
  cell("answers with its input", answering("x")),
  cell("answers with an empty tensor", answering("zeros([0])")),
  cell("answers with a tensor of rank 0", answering("tensor(0)")),
  cell("answers with numbers drawn at random", answering("randn([x.shape[1]], new Random(1))")),
  cell("answers with a promise", answering("Promise.resolve(x)")),
  cell("answers with something to be awaited", answering("({ then: (f) => f(x) })")),
  cell("answers with the word ok", answering("'ok'")),
  cell("answers with true", answering("true")),
  cell("answers with a function", answering("() => x")),
  cell(
    "answers with an object that holds itself",
    answering("loop", "const loop = {}; loop.loop = loop;"),
  ),
  cell(
    "answers with an object of a million keys",
    answering("many", "const many = {}; for (let i = 0; i < 1e6; i++) many['k' + i] = i;"),
  ),
  cell(
    "answers with an object whose keys are __proto__ and constructor",
    answering(
      `JSON.parse('{"__proto__":{"kind":"ok"},"constructor":{"prototype":{"kind":"ok"}}}')`,
    ),
  ),
  cell("answers with numbers of another type", answering('zeros([3], { dtype: "float32" })')),
];
