import type { Message } from "../wire/message.js";
import type { DisplayOutput, ErrorOutput, MimeBundle, Output, ResultOutput } from "./format.js";

/**
 * Turns a kernel's messages into a notebook's outputs: joins streams, updates displays wherever
 * they stand (in earlier cells too), clears.
 */
export class Outputs {
  private readonly displays = new Map<string, (DisplayOutput | ResultOutput)[]>();
  private readonly toClear = new WeakSet<Output[]>();

  /** Applies one message to the outputs of the cell whose message it is. */
  apply(outputs: Output[], { header, content }: Message): void {
    switch (header.msg_type) {
      case "stream":
        this.clearIfDue(outputs);
        addText(outputs, String(content.name), String(content.text));
        return;
      case "display_data":
        this.add(outputs, { output_type: "display_data", ...bundleOf(content) }, content);
        return;
      case "execute_result": {
        const execution_count = Number(content.execution_count);
        const output = { output_type: "execute_result" as const, execution_count };
        this.add(outputs, { ...output, ...bundleOf(content) }, content);
        return;
      }
      case "update_display_data":
        for (const display of this.displays.get(displayId(content) ?? "") ?? []) {
          Object.assign(display, bundleOf(content));
        }
        return;
      case "error":
        this.clearIfDue(outputs);
        outputs.push(errorOf(content));
        return;
      case "clear_output":
        if (content.wait === true) this.toClear.add(outputs);
        else outputs.length = 0;
        return;
    }
  }

  private add(
    outputs: Output[],
    output: DisplayOutput | ResultOutput,
    content: Message["content"],
  ): void {
    this.clearIfDue(outputs);
    outputs.push(output);
    const id = displayId(content);
    if (id !== undefined) this.displays.set(id, [...(this.displays.get(id) ?? []), output]);
  }

  private clearIfDue(outputs: Output[]): void {
    if (this.toClear.delete(outputs)) outputs.length = 0;
  }
}

function addText(outputs: Output[], name: string, text: string): void {
  const last = outputs.at(-1);
  if (last?.output_type === "stream" && last.name === name) last.text += text;
  else outputs.push({ output_type: "stream", name, text });
}

function bundleOf(content: Message["content"]): { data: MimeBundle; metadata: MimeBundle } {
  return {
    data: (content.data ?? {}) as MimeBundle,
    metadata: (content.metadata ?? {}) as MimeBundle,
  };
}

function displayId(content: Message["content"]): string | undefined {
  return (content.transient as { display_id?: string } | undefined)?.display_id;
}

/** Kernels that only say "error" in their reply have printed the reason to stderr. */
export function errorFromReply(reply: Record<string, unknown>, outputs: Output[]): ErrorOutput {
  if (typeof reply.ename === "string") return errorOf(reply);
  const last = outputs.findLast(({ output_type }) => output_type === "stream");
  const printed = last?.output_type === "stream" ? last.text.trimEnd().split("\n") : [];
  const named = printed.findIndex((line) => /^(Uncaught )?\w*(Error|Exception)\b/.test(line));
  const traceback = named < 0 ? printed.slice(-20) : printed.slice(named);
  const [, ename = "Error", evalue = traceback[0] ?? "the kernel gave no reason"] =
    /^(?:Uncaught )?(\w+)(?: \[\w+\])?: (.*)/.exec(traceback[0] ?? "") ?? [];
  return { output_type: "error", ename, evalue, traceback };
}

function errorOf(content: Record<string, unknown>): ErrorOutput {
  const traceback = Array.isArray(content.traceback) ? content.traceback.map(String) : [];
  return {
    output_type: "error",
    ename: String(content.ename),
    evalue: String(content.evalue),
    traceback,
  };
}
