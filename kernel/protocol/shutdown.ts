import type { Handler } from "./handler.js";

export const shutdown: Handler = async ({ header, fields }, kernel) => {
  const reply = { status: "ok", restart: fields.boolean("restart", false) };
  await kernel.publish("shutdown_reply", reply, header); // other clients learn of it
  setImmediate(() => kernel.shutDown()); // when the reply is on its way
  return reply;
};
