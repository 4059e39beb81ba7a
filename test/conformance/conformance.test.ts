import { afterAll, beforeAll, describe, test } from "vitest";
import { ownSpec } from "../../kernel/spec.js";
import { Probe } from "./probe.js";
import { cellRows } from "./rows/cells.js";
import { commRows } from "./rows/comms.js";
import { faultRows } from "./rows/faults.js";
import { helpRows } from "./rows/help.js";
import { interruptRows } from "./rows/interrupts.js";
import { outputRows } from "./rows/output.js";
import { protocolRows } from "./rows/protocol.js";

const tables = {
  protocol: protocolRows,
  cells: cellRows,
  help: helpRows,
  output: outputRows,
  comms: commRows,
  interrupts: interruptRows,
  faults: faultRows,
};

for (const [topic, rows] of Object.entries(tables)) {
  describe(topic, () => {
    let kernel: Probe;
    beforeAll(async () => {
      kernel = await Probe.start(ownSpec(), { cwd: "test/conformance" });
    }, 60_000);
    afterAll(() => kernel.close());
    for (const row of rows) test(row.name, { timeout: 60_000 }, () => row.check(kernel));
  });
}
