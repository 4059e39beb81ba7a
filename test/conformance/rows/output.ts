import { equal, match, ok } from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import type { Content } from "../probe.js";
import type { Row } from "../row.js";

const broadcast = 'const put = (globalThis as any)[Symbol.for("Jupyter.broadcast")];';

/** What cells print and show. */
export const outputRows: Row[] = [
  {
    name: "stdout and stderr, in order",
    check: async (kernel) => {
      const ran = await kernel.run(
        'console.log("1"); console.error("2"); console.log("3"); process.stdout.write("4")',
      );
      equal(ran.stdout, "1\n3\n4");
      equal(ran.stderr, "2\n");
      const order = ran.messages
        .filter((m) => m.header.msg_type === "stream")
        .map((m) => m.content.text)
        .join("");
      equal(order, "1\n2\n3\n4");
    },
  },
  {
    name: "10,000 lines: all of them, in at most 50 messages",
    check: async (kernel) => {
      const ran = await kernel.run("for (let i = 0; i < 10_000; i++) console.log(i)");
      equal(ran.stdout, Array.from({ length: 10_000 }, (_, i) => `${i}\n`).join(""));
      const count = ran.messages.filter((m) => m.header.msg_type === "stream").length;
      ok(count <= 50, `${count} messages`);
    },
  },
  {
    name: "text and displays keep their order",
    check: async (kernel) => {
      const ran = await kernel.run(
        `${broadcast} console.log("a"); put("display_data", { data: { "text/plain": "b" }, metadata: {}, transient: {} }); console.log("c")`,
      );
      const types = ran.messages
        .map((m) => m.header.msg_type)
        .filter((type) => /stream|display/.test(type));
      equal(types.join(), "stream,display_data,stream");
    },
  },
  {
    name: "a display is updated in place, also by a later cell",
    check: async (kernel) => {
      const show = (type: string, text: string) =>
        `(globalThis as any)[Symbol.for("Jupyter.broadcast")]("${type}", { data: { "text/plain": "${text}" }, metadata: {}, transient: { display_id: "d1" } });`;
      await kernel.run(show("display_data", "first"));
      const ran = await kernel.run(show("update_display_data", "second"));
      const update = ran.messages.find((m) => m.header.msg_type === "update_display_data")
        ?.content as Content;
      equal((update.transient as Content).display_id, "d1");
      equal((update.data as Content)["text/plain"], "second");
    },
  },
  {
    name: "output shows while a loop is still busy",
    check: async (kernel) => {
      const { done } = kernel.start('console.log("early"); while (true) {}');
      await kernel.next("iopub", (m) => m.header.msg_type === "stream", "its text", 20_000);
      await kernel.interrupt();
      await done;
    },
  },
  {
    name: "a timer's output is filed under the cell that set it",
    check: async (kernel) => {
      const { request, done } = kernel.start('setTimeout(() => console.log("late"), 150); 1');
      await done;
      await kernel.run("await new Promise((r) => setTimeout(r, 400)); 2");
      await wait(100);
      const late = kernel.heard.find(
        (m) => m.header.msg_type === "stream" && m.content.text === "late\n",
      );
      equal(late?.parentHeader.msg_id, request.header.msg_id);
    },
  },
  {
    name: "a child process's own output reaches the notebook",
    check: async (kernel) => {
      const ran = await kernel.run(
        'require("node:child_process").execSync("echo from a child", { stdio: "inherit" })',
      );
      match(ran.stdout, /from a child/);
    },
  },
  {
    name: "5 MB in one display",
    check: async (kernel) => {
      const ran = await kernel.run(
        `${broadcast} put("display_data", { data: { "text/plain": "x".repeat(5e6) }, metadata: {}, transient: {} })`,
      );
      equal(((ran.displays[0].data as Content)["text/plain"] as string).length, 5_000_000);
    },
  },
  {
    name: "an endless printer is cut off with a notice, and the kernel goes on",
    check: async (kernel) => {
      const { done } = kernel.start(
        'const line = "y".repeat(1000); while (true) console.log(line)',
      );
      await wait(1500);
      await kernel.interrupt();
      const ran = await done;
      ok(ran.stdout.length < 60e6, `${ran.stdout.length} characters`);
      equal((await kernel.run("1 + 1")).result, "2");
    },
  },
  {
    name: 'Symbol.for("Jupyter.display") makes a result rich',
    check: async (kernel) => {
      const ran = await kernel.run(
        '({ [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<b>hi</b>", "text/plain": "hi" }) })',
      );
      const result = ran.messages.find((m) => m.header.msg_type === "execute_result")
        ?.content as Content;
      equal((result.data as Content)["text/html"], "<b>hi</b>");
      equal(ran.result, "hi");
    },
  },
  {
    name: "arrays of objects are tables; errors, maps and instances are readable",
    check: async (kernel) => {
      const table = await kernel.run('[{ name: "a", n: 1 }, { name: "b", n: 2 }]');
      const data = (
        table.messages.find((m) => m.header.msg_type === "execute_result")?.content as Content
      ).data as Content;
      match(data["text/html"] as string, /<table[\s\S]*name[\s\S]*>b</);
      match(
        (await kernel.run("new Map([[1, { a: [1, 2] }]])")).result ?? "",
        /Map\(1\) \{ 1 => \{ a: \[ 1, 2 \] \} \}/,
      );
      match(
        (await kernel.run("class Dog { name = 'Rex' }; new Dog()")).result ?? "",
        /Dog \{ name: 'Rex' \}/,
      );
      match((await kernel.run("new TypeError('shown')")).result ?? "", /TypeError: shown/);
    },
  },
  {
    name: "tslab's display functions",
    check: async (kernel) => {
      const ran = await kernel.run(
        'import { display as tslabDisplay } from "tslab"; tslabDisplay.html("<i>x</i>")',
      );
      equal(ran.reply.status, "ok", ran.error?.traceback);
      equal((ran.displays[0].data as Content)["text/html"], "<i>x</i>");
    },
  },
];
