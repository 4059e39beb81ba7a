import type { Handler } from "./handler.js";

export const connect: Handler = (_request, { ports }) => ({
  status: "ok",
  ...Object.fromEntries(Object.entries(ports).map(([name, port]) => [`${name}_port`, port])),
});
