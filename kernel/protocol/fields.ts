import { UserError } from "../errors.js";

/** A request's content is not what the protocol says; the client is told. */
export class InvalidRequest extends UserError {
  override name = "InvalidRequest";
}

/**
 * A request's content, read field by field: what comes from outside has the type it should have or
 * is refused by name. A fallback stands in for a field that is absent or null.
 */
export class Fields {
  constructor(
    private readonly type: string,
    private readonly values: Record<string, unknown>,
  ) {}

  string(name: string, fallback?: string): string {
    return this.read(name, "a string", (value) => typeof value === "string", fallback);
  }

  boolean(name: string, fallback?: boolean): boolean {
    return this.read(name, "true or false", (value) => typeof value === "boolean", fallback);
  }

  integer(name: string, fallback?: number): number {
    return this.read(name, "a whole number", (value) => Number.isSafeInteger(value), fallback);
  }

  object(name: string, fallback?: Record<string, unknown>): Record<string, unknown> {
    const isObject = (value: unknown) => typeof value === "object" && !Array.isArray(value);
    return this.read(name, "an object", isObject, fallback);
  }

  oneOf<T extends string>(name: string, allowed: readonly T[]): T {
    const isAllowed = (value: unknown) => allowed.includes(value as T);
    return this.read(name, `one of ${allowed.join(", ")}`, isAllowed);
  }

  has(name: string): boolean {
    return this.values[name] !== undefined && this.values[name] !== null;
  }

  private read<T>(
    name: string,
    expected: string,
    isValid: (value: unknown) => boolean,
    fallback?: T,
  ): T {
    const value = this.values[name] ?? fallback;
    if (value !== undefined && isValid(value)) return value as T;
    throw new InvalidRequest(`${this.type}: ${name}: expected ${expected}, got ${brief(value)}`);
  }
}

function brief(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
