/** What the process that runs the tests notes down, a line each; the last line tells where it hangs or died. */
export type Note =
  | { note: "trying"; id: string; test: string; limit: number }
  | { note: "caught"; id: string; test: string }
  | { note: "passed"; id: string }
  | { note: "unclear"; id: string }
  | { note: "broken"; test: string; message: string }
  | { note: "finished" };

/** What a process is asked to do: the mutants of one file, against these tests. */
export type Job = {
  file: string;
  /** All at once by a switchboard, or each as the file itself: slower, but right whatever the file exports. */
  way: "switched" | "in place";
  /** Mistakes are put into the steps of the layers, past which wasm takes kernels of its own. */
  backend: "reference" | "wasm";
  mutants: readonly { id: string; text: string; position: number }[];
  /** Test files, in the order in which they run. */
  tests: readonly string[];
  journal: string;
};
