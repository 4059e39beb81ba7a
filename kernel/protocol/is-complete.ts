import type { Handler } from "./handler.js";

export const isComplete: Handler = async ({ fields }, { language }) => ({
  ...(await language.isComplete(fields.string("code"))),
});
