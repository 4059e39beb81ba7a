import { InvalidArgumentError, Option } from "commander";

/** Options and their values, for Commander. */

export function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value))
    throw new InvalidArgumentError(`expected a number above 0, got ${text}`);
  return value;
}

export function notNegative(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0) || !Number.isFinite(value))
    throw new InvalidArgumentError(`expected a number of at least 0, got ${text}`);
  return value;
}

export function percent(text: string): number {
  const value = notNegative(text.replace(/\s*%$/, ""));
  if (value > 100) throw new InvalidArgumentError(`expected at most 100 percent, got ${text}`);
  return value;
}

export function whole(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isSafeInteger(value) || value < 0)
    throw new InvalidArgumentError(`expected a whole number of at least 0, got ${text}`);
  return value;
}

/** Of the commands that run strangers' code. */
export const unsafeSandbox = (): Option =>
  new Option(
    "--unsafe-sandbox",
    "grade where bubblewrap is missing; only for submissions you trust, or on a machine that may be lost",
  );
