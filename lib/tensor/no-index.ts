import { ShapeError } from "../errors.js";

const INDEX = /^-?\d+$/;

/**
 * What a tensor inherits from, so that `x[0]` says what to write instead. It would be undefined, and a cell that is not
 * checked as strictly as a program shows nothing for it. Only names that a tensor has not got come here.
 */
export const noIndex: object = new Proxy(Object.create(Object.prototype) as object, {
  get(target, name, receiver): unknown {
    if (typeof name === "string" && INDEX.test(name)) refuse(name);
    return Reflect.get(target, name, receiver);
  },
  set(target, name, value, receiver): boolean {
    if (typeof name === "string" && INDEX.test(name))
      throw new ShapeError(
        `Tensor: expected numbers that do not change, got [${name}] = …; make a new tensor, as by x.add(change)`,
      );
    return Reflect.set(target, name, value, receiver);
  },
});

function refuse(index: string): never {
  const [at, next] = index.startsWith("-") ? ["i", "i + 1"] : [index, Number(index) + 1];
  throw new ShapeError(
    `Tensor: expected .at(${at}, …) for one number, or .slice(${at}, ${next}) for a row, got [${index}]`,
  );
}
