import * as g from "../../../lib/index.js";
import { floats, images, rng, rows, scalar, v3, v7, wrong, type Row } from "./row.js";

/** Random numbers, tensors, and steps. */
export const numberRows: readonly Row[] = [
  [
    "Random",
    () => new g.Random(-1),
    "Random: seed must be an integer from 0 to 9007199254740991, got -1",
  ],
  [
    "Random",
    () => new g.Random(NaN),
    "Random: seed must be an integer from 0 to 9007199254740991, got NaN",
  ],
  ["arange", () => g.arange(-1), "arange: a shape must hold whole numbers of at least 0, got (-1)"],
  ["fromData", () => g.fromData([1, 2], [3]), "fromData: expected 3 numbers for shape (3), got 2"],
  ["full", () => g.full([-1], 0), "full: a shape must hold whole numbers of at least 0, got (-1)"],
  [
    "zeros",
    () => g.zeros([1.5]),
    "zeros: a shape must hold whole numbers of at least 0, got (1.5)",
  ],
  ["ones", () => g.ones([NaN]), "ones: a shape must hold whole numbers of at least 0, got (NaN)"],
  ["tensor", () => g.tensor([[1, 2], [3]]), "tensor: expected 2 entries at values[1], got 1"],
  ["tensor", () => g.tensor(wrong("2")), "tensor: expected a number at values, got 2"],
  [
    "tensor",
    () => g.tensor([1], { dtype: wrong("int8") }),
    'tensor: dtype must be "float32" or "float64", got "int8"',
  ],
  [
    "rand",
    () => g.rand([-2], rng),
    "rand: a shape must hold whole numbers of at least 0, got (-2)",
  ],
  [
    "randn",
    () => g.randn([0.5], rng),
    "randn: a shape must hold whole numbers of at least 0, got (0.5)",
  ],
  ["oneHot", () => g.oneHot([3], 3), "oneHot: label 0 must be an integer from 0 to 2, got 3"],
  ["oneHot", () => g.oneHot([NaN], 3), "oneHot: label 0 must be an integer from 0 to 2, got NaN"],
  ["concat", () => g.concat([]), "concat: expected at least one tensor, got none"],
  [
    "concat",
    () => g.concat([rows, images]),
    "concat: expected shapes that differ in axis 0 alone, got (2, 3) and (2, 4, 5, 6)",
  ],
  [
    "Tensor",
    () => rows.add(v7),
    "Tensor.add: shapes (2, 3) and (7) do not fit together: axis -1 must be equal or 1, got 3 and 7",
  ],
  [
    "Tensor",
    () => rows.add(floats),
    'Tensor.add: expected two tensors of one dtype, got float64 and float32; convert one with .to("float64")',
  ],
  ["Tensor", () => rows.add(wrong("1")), "Tensor.add: expected a tensor or a number, got 1"],
  [
    "Tensor",
    () => rows.matmul(v7),
    "Tensor.matmul: expected (m, k) times (k, n), got (2, 3) times (7)",
  ],
  [
    "Tensor",
    () => rows.reshape(4),
    "Tensor.reshape: expected a shape of 6 entries, got (4) for (2, 3)",
  ],
  [
    "Tensor",
    () => rows.permute(0, 0),
    "Tensor.permute: expected each of the 2 axes once, got (0, 0)",
  ],
  [
    "Tensor",
    () => rows.sum(2),
    "Tensor.sum: axis must be an integer from -2 to 1 for a tensor of rank 2, got 2",
  ],
  [
    "Tensor",
    () => rows.slice(3, 2),
    "Tensor.slice: expected 0 ≤ start ≤ end ≤ 2 for (2, 3), got 3 and 2",
  ],
  [
    "Tensor",
    () => rows.take([2]),
    "Tensor.take: index 0 must be an integer from 0 to 1 for (2, 3), got 2",
  ],
  ["Tensor", () => rows.at(5, 0), "Tensor.at: expected 2 indices inside (2, 3), got (5, 0)"],
  ["Tensor", () => rows.item(), "Tensor.item: expected one entry, got (2, 3)"],
  [
    "Tensor",
    () => rows.dot(v3),
    "Tensor.dot: expected two tensors of one shape, got (2, 3) and (3)",
  ],
  [
    "Tensor",
    () => rows.broadcastTo(7),
    "Tensor.broadcastTo: shapes (2, 3) and (7) do not fit together: axis -1 must be equal or 1, got 3 and 7",
  ],
  ["Tensor", () => g.zeros([0]).max(), "Tensor.max: expected at least one entry, got (0)"],
  [
    "Tensor",
    () => rows.to(wrong("int8")),
    'Tensor.to: dtype must be "float32" or "float64", got "int8"',
  ],
  [
    "grade",
    () => g.grade(new Map([["z", scalar]]), () => undefined)("y", "", () => scalar),
    "grade: step y is not known, expected one of z",
  ],
];
