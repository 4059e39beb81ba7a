import { giveUp } from "./reports.js";
import { Object, Reflect, TypeError } from "../own.js";

/** What every object inherits from; user code may have another `Object` by the time we look. */
const root = Object.prototype;
const { hasOwn } = Object;

/** User code has made a promise of every object. */
export class EverythingThenable extends TypeError {
  constructor() {
    super(
      "Object.prototype.then makes JavaScript take every object for a promise, also the result of a cell: it has been removed. Give `then` to a class of your own instead.",
    );
  }
}

/**
 * Removes a `then` that all objects inherit: V8 hands over the end of a cell in an object, and would
 * call it there, in this cell and all that follow.
 *
 * @returns whether there was one
 */
export function removeInheritedThen(): boolean {
  if (!hasOwn(root, "then")) return false;
  return Reflect.deleteProperty(root, "then") || giveUp();
}
