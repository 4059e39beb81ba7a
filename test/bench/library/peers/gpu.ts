import { create, globals } from "webgpu";

/**
 * Gives Node the `navigator.gpu` of browsers, which peers ask for.
 *
 * @throws Error if there is no adapter.
 */
export async function provideGpu(): Promise<void> {
  if ((await gpu().requestAdapter()) === null) throw new Error("no adapter");
}

let made: GPU | undefined;

/** One for all: Dawn ends the process if its instance is collected. */
function gpu(): GPU {
  if (made) return made;
  Object.assign(globalThis, globals);
  made = create([]);
  const value = { gpu: made, language: "en", userAgent: "Node" }; // they look at these too
  Object.defineProperty(globalThis, "navigator", { value, configurable: true });
  return made;
}
