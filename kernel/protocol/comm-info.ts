import type { Handler } from "./handler.js";

export const commInfo: Handler = ({ fields }, { comms }) => {
  const target = fields.has("target_name") ? fields.string("target_name") : undefined;
  return { status: "ok", comms: comms.open(target) };
};
