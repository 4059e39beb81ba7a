/** What is used of Node's own modules; a host that speaks like Node need not have all of it. */
interface NodeModules {
  "node:module": {
    createRequire(from: string): { resolve(name: string): string };
    _cache?: Record<string, { exports?: unknown }>;
  };
  "node:os": { availableParallelism(): number };
  "node:url": { pathToFileURL(path: string): { href: string } };
  "node:util": { inspect?: (value: unknown, options: { depth: number }) => string };
  "node:v8": { setFlagsFromString?: (flag: string) => void };
  "node:worker_threads": { Worker: new (program: string, options: object) => NodeThread };
}

/** A thread of Node. */
interface NodeThread {
  postMessage(message: unknown): void;
  on(event: "error", listener: (error: Error) => void): void;
  unref(): void;
}

type Host = {
  process?: {
    getBuiltinModule?: <Name extends keyof NodeModules>(name: Name) => NodeModules[Name];
  };
};

/** One of Node's own modules; undefined where the host is not Node, as in a page. */
export const builtin = <Name extends keyof NodeModules>(
  name: Name,
): NodeModules[Name] | undefined =>
  (globalThis as unknown as Host).process?.getBuiltinModule?.(name);
