import type { Handler } from "./handler.js";

export const interrupt: Handler = async (_request, { cells }) => {
  await cells.interrupt();
  return { status: "ok" };
};
