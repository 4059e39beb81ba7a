import { axes, counterparts, epsilon, literals } from "./constants.js";
import { swappedArguments, wrongOperand } from "./operands.js";
import { branches, signs } from "./signs.js";
import type { Kind } from "./site.js";
import { mathFunctions, numberTerms, tensorTerms } from "./terms.js";

/** The mistakes that are tried, as a student might make them. */
export const KINDS: readonly Kind[] = [
  tensorTerms,
  numberTerms,
  mathFunctions,
  signs,
  branches,
  axes,
  literals,
  counterparts,
  epsilon,
  swappedArguments,
  wrongOperand,
];
