import { deepEqual, equal } from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import type { Row } from "../row.js";

const comms = 'const comms = (globalThis as any)[Symbol.for("gradlab.comms")];';

/** Messages between code and page, both ways. */
export const commRows: Row[] = [
  {
    name: "a comm opened by a cell is heard, answers and closes",
    check: async (kernel) => {
      const ran = await kernel.run(
        `${comms} const got: unknown[] = []; const comm = comms.open("test.target", { hello: 1 }); comm.onMessage((data: any) => { got.push(data); comm.send({ echo: data }) }); comm.id`,
      );
      const opened = ran.messages.find((m) => m.header.msg_type === "comm_open");
      equal(opened?.content.target_name, "test.target");
      deepEqual(opened.content.data, { hello: 1 });
      const id = opened.content.comm_id;
      const info = await kernel.ask("shell", "comm_info_request", {});
      equal(typeof (info.content.comms as Record<string, unknown>)[id as string], "object");
      kernel.send("shell", "comm_msg", { comm_id: id, data: { n: 5 } });
      const echo = await kernel.next("iopub", (m) => m.header.msg_type === "comm_msg", "the echo");
      deepEqual(echo.content.data, { echo: { n: 5 } });
      equal((await kernel.run("got.length")).result, "1");
      kernel.send("shell", "comm_close", { comm_id: id, data: {} });
      await wait(100);
      const after = await kernel.ask("shell", "comm_info_request", { target_name: "test.target" });
      deepEqual(after.content.comms, {});
    },
  },
  {
    name: "a comm opened by the page reaches its target; one for nobody is closed",
    check: async (kernel) => {
      await kernel.run(
        `${comms} comms.onOpen("page.target", (comm: any, data: any) => comm.send({ welcome: data }))`,
      );
      kernel.send("shell", "comm_open", {
        comm_id: "page-1",
        target_name: "page.target",
        data: { a: 2 },
      });
      const welcome = await kernel.next(
        "iopub",
        (m) => m.header.msg_type === "comm_msg",
        "a welcome",
        3000,
      );
      deepEqual(welcome.content, { comm_id: "page-1", data: { welcome: { a: 2 } } });
      kernel.send("shell", "comm_open", { comm_id: "page-2", target_name: "nobody", data: {} });
      const closed = await kernel.next(
        "iopub",
        (m) => m.header.msg_type === "comm_close",
        "a close",
        3000,
      );
      equal(closed.content.comm_id, "page-2");
    },
  },
  {
    name: "comm messages are heard while a cell awaits",
    check: async (kernel) => {
      const { done } = kernel.start(
        `${comms} const c3 = comms.open("busy.target", {}); await new Promise<void>((r) => c3.onMessage(() => r())); "heard"`,
      );
      const opened = await kernel.next(
        "iopub",
        (m) => m.header.msg_type === "comm_open",
        "the opening",
        3000,
      );
      kernel.send("shell", "comm_msg", { comm_id: opened.content.comm_id, data: {} });
      equal((await done).result, "'heard'");
    },
  },
];
