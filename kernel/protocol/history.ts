import type { Handler } from "./handler.js";

const ACCESS = ["range", "tail", "search"] as const;

export const history: Handler = async ({ fields }, kernel) => {
  const found = await find();
  const withOutput = fields.boolean("output", false);
  return {
    status: "ok",
    // Outputs are not kept: a notebook has its own.
    history: found.map(({ session, line, source }) => [
      session,
      line,
      withOutput ? [source, null] : source,
    ]),
  };

  function find() {
    switch (fields.oneOf("hist_access_type", ACCESS)) {
      case "range": {
        const stop = fields.has("stop") ? fields.integer("stop") : Infinity;
        return kernel.history.range(fields.integer("session", 0), fields.integer("start", 1), stop);
      }
      case "tail":
        return kernel.history.tail(fields.integer("n", 10));
      case "search": {
        const limit = fields.has("n") ? fields.integer("n") : Infinity;
        const unique = fields.boolean("unique", false);
        return kernel.history.search(fields.string("pattern", "*"), limit, unique);
      }
    }
  }
};
