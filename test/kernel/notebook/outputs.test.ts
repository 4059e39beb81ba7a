import { describe, expect, it } from "vitest";
import type { Output } from "../../../kernel/notebook/format.js";
import { errorFromReply, Outputs } from "../../../kernel/notebook/outputs.js";
import { newMessage } from "../../../kernel/wire/message.js";

const collector = new Outputs();
const apply = (outputs: Output[], type: string, content: Record<string, unknown>) => {
  collector.apply(outputs, newMessage(type, content, "session"));
};
const shown = (text: string, id?: string) => ({
  data: { "text/plain": text },
  metadata: {},
  transient: id === undefined ? {} : { display_id: id },
});

describe("a cell's outputs", () => {
  it("join text of one stream, and keep the streams' order", () => {
    const outputs: Output[] = [];
    apply(outputs, "stream", { name: "stdout", text: "a" });
    apply(outputs, "stream", { name: "stdout", text: "b" });
    apply(outputs, "stream", { name: "stderr", text: "c" });
    apply(outputs, "stream", { name: "stdout", text: "d" });
    expect(outputs.map((output) => "text" in output && output.text)).toEqual(["ab", "c", "d"]);
  });

  it("are updated in the earlier cell that first showed a display, and wherever it stands", () => {
    const [first, second]: Output[][] = [[], []];
    apply(first, "display_data", shown("old", "id"));
    apply(second, "display_data", shown("old again", "id"));
    apply(second, "update_display_data", shown("new", "id"));
    const expected = { output_type: "display_data", data: { "text/plain": "new" }, metadata: {} };
    expect([first, second]).toEqual([[expected], [expected]]);
  });

  it("are cleared at once, or with the next output when asked to wait", () => {
    const outputs: Output[] = [];
    apply(outputs, "display_data", shown("one"));
    apply(outputs, "clear_output", { wait: true });
    expect(outputs).toHaveLength(1);
    apply(outputs, "display_data", shown("two"));
    expect(outputs).toMatchObject([{ data: { "text/plain": "two" } }]);
    apply(outputs, "clear_output", { wait: false });
    expect(outputs).toEqual([]);
  });

  it("say what failed when the kernel only printed it", () => {
    const text = "a warning\nRangeError [ERR]: too far\n    at f\n";
    expect(errorFromReply({}, [{ output_type: "stream", name: "stderr", text }])).toEqual({
      output_type: "error",
      ename: "RangeError",
      evalue: "too far",
      traceback: ["RangeError [ERR]: too far", "    at f"],
    });
    expect(errorFromReply({}, []).evalue).toBe("the kernel gave no reason");
  });
});
