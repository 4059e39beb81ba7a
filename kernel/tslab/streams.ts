import type { Tslab, WriteStream } from "./modules.js";

const DELAY = 10;
const LIMIT = 64 * 1024;

/**
 * Joins printed text into few messages: what is printed within 10 ms, up to 64 KB, is one message.
 *
 * @returns a function that sends what is held back
 */
export function joinStreams(tslab: Tslab): () => void {
  let held: { write: WriteStream; name: string; text: string } | undefined;
  let timer: NodeJS.Timeout | undefined;

  const flush = () => {
    const { write, name, text } = held ?? {};
    held = undefined;
    clearTimeout(timer);
    if (write && name && text) write(name, text);
  };

  tslab.jupyter.JupyterHandlerImpl.prototype.createWriteToIopub = (name, write) => {
    const decoder = new TextDecoder();
    return (chunk) => {
      if (held && (held.write !== write || held.name !== name)) flush();
      if (!held) {
        held = { write, name, text: "" };
        timer = setTimeout(flush, DELAY);
      }
      held.text += typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true });
      if (held.text.length >= LIMIT) flush();
      return true;
    };
  };
  return flush;
}
