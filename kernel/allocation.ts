/**
 * Has glibc give back what V8's compilers have used, in pieces of 32 KB; kept for later, as it else
 * is, that comes to 100 MB. For the front's process, in its environment.
 */
export const returnMemory = { MALLOC_ARENA_MAX: "2", MALLOC_MMAP_THRESHOLD_: "32768" };

/** The environment without that: in cells large arrays come and go, and would be new memory each time. */
export function withoutReturn(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const ours = Object.entries(returnMemory).filter(([name, value]) => environment[name] === value);
  const rest = { ...environment };
  for (const [name] of ours) Reflect.deleteProperty(rest, name);
  return rest;
}
