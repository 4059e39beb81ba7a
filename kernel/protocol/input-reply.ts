import type { Handler } from "./handler.js";

export const inputReply: Handler = ({ fields }, { questions }) => {
  questions.answer(fields.string("value"));
  return undefined;
};
