/** The same small programs for each language that a peer speaks. */
export interface Programs {
  /** With a text of its own for each `n`, here and below: a kernel may know one that it has run. */
  trivial(n: number): string;
  /** About 100 lines of functions and their use; `n` keeps the names of two copies apart. */
  hundredLines(n: number): string;
  declaration(n: number): string;
  loopOwn: string;
  earlier: string;
  loopEarlier: string;
  loopInFunction: string;
  lines: string;
  endless: string;
  /** A library's first import, and a use of it afterwards. */
  library?: { name: string; first: string; use: (n: number) => string };
}

const repeat = (count: number, line: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join("\n");

const STEPS = 20_000_000;

const typescript: Programs = {
  trivial: (n) => `1 + ${n}`,
  hundredLines: (n) =>
    repeat(
      16,
      (i) => `interface Part${n}_${i} { width: number; name: string; tags: string[] }
function area${n}_${i}(part: Part${n}_${i}, scale = 1): number {
  const sizes = part.tags.map((tag) => tag.length * scale);
  const total = sizes.reduce((sum, size) => sum + size, part.width);
  return total > ${i} ? total : part.name.length;
}`,
    ) + `\n[${repeat(4, (i) => `area${n}_${i}({ width: 1, name: "a", tags: ["x"] }),`)}].length;`,
  declaration: (n) => `const value${n} = [${n}].map((x) => x * 2)[0];`,
  loopOwn: `let own = 0; for (let i = 0; i < ${STEPS}; i++) own += i % 7; own`,
  earlier: "let before = 0;",
  loopEarlier: `for (let i = 0; i < ${STEPS}; i++) before += i % 7; before`,
  loopInFunction: `(function () { let inner = 0; for (let i = 0; i < ${STEPS}; i++) inner += i % 7; return inner })()`,
  lines: "for (let i = 0; i < 10_000; i++) console.log(i);",
  endless: "while (true) {}",
};

const mathjs = {
  name: "mathjs",
  first:
    'import { matrix, multiply } from "mathjs"; multiply(matrix([[1, 2]]), matrix([[1], [2]]))',
  use: (n: number) => `multiply(matrix([[3, ${n}]]), matrix([[1], [2]]))`,
};

/** Programs for our kernel, which import our library. */
export const ours: Programs = {
  ...typescript,
  library: {
    name: "gradlab",
    first: 'import { tensor } from "gradlab"; tensor([[1, 2]]).sum()',
    use: (n) => `tensor([[3, ${n}]]).sum()`,
  },
};

/** Programs for the other TypeScript kernels. */
export const peers: Programs = { ...typescript, library: mathjs };

/** The same in Python. */
export const python: Programs = {
  trivial: (n) => `1 + ${n}`,
  hundredLines: (n) =>
    repeat(
      16,
      (i) => `class Part${n}_${i}: width: int = 1; name: str = "a"; tags = ["x"]
def area${n}_${i}(part, scale=1):
  sizes = [len(tag) * scale for tag in part.tags]
  total = sum(sizes) + part.width
  return total if total > ${i} else len(part.name)
`,
    ) + `\nlen([${repeat(4, (i) => `area${n}_${i}(Part${n}_${i}()),`)}])`,
  declaration: (n) => `value${n} = [x * 2 for x in [${n}]][0]`,
  loopOwn: `own = 0\nfor i in range(${STEPS}): own += i % 7\nown`,
  earlier: "before = 0",
  loopEarlier: `for i in range(${STEPS}): before += i % 7\nbefore`,
  loopInFunction: `def loop():\n  inner = 0\n  for i in range(${STEPS}): inner += i % 7\n  return inner\nloop()`,
  lines: "for i in range(10_000): print(i)",
  endless: "while True: pass",
};
