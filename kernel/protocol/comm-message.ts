import type { CommMessage } from "../engine/engine.js";
import type { Handler } from "./handler.js";

/** A comm is opened, written to or closed by the front end: user code hears of it. */
export const commMessage: Handler = async (request, { comms, engine }) => {
  const { header, fields, content, metadata, buffers } = request;
  fields.string("comm_id");
  if (header.msg_type === "comm_open") fields.string("target_name");
  const message: CommMessage = {
    type: header.msg_type as CommMessage["type"],
    content: { ...content, data: fields.object("data", {}) },
    metadata,
    buffers,
  };
  comms.observe(message);
  await engine.receiveComm(message, header.msg_id);
  return undefined;
};
