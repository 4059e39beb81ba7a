import { deepEqual, equal, match, ok } from "node:assert/strict";
import { isIdle, type Content } from "../probe.js";
import type { Row } from "../row.js";

/** Requests and replies: what any Jupyter client relies on. */
export const protocolRows: Row[] = [
  {
    name: "kernel_info on shell and on control",
    check: async (kernel) => {
      for (const channel of ["shell", "control"] as const) {
        const { content, header } = await kernel.ask(channel, "kernel_info_request", {});
        equal(header.msg_type, "kernel_info_reply");
        equal(content.status, "ok");
        match(content.protocol_version as string, /^5\.[34]/);
        const { name, file_extension: extension } = content.language_info as Content;
        equal(name, "typescript");
        equal(extension, ".ts");
        ok(content.banner, "expected a banner");
      }
    },
  },
  { name: "the heartbeat answers", check: (kernel) => kernel.beat() },
  {
    name: "busy, input, result, idle: in this order, all with the request as parent",
    check: async (kernel) => {
      const ran = await kernel.run('console.log("a"); 5');
      deepEqual(
        ran.messages.map((m) =>
          m.header.msg_type === "status" ? m.content.execution_state : m.header.msg_type,
        ),
        ["busy", "execute_input", "stream", "execute_result", "idle"],
      );
      equal(ran.messages[3].content.execution_count, ran.reply.execution_count);
    },
  },
  {
    name: "execution counts rise by one",
    check: async (kernel) => {
      const first = await kernel.run("1");
      const second = await kernel.run("2");
      equal(second.reply.execution_count, (first.reply.execution_count as number) + 1);
    },
  },
  {
    name: "a silent cell shows no result, no input and does not count",
    check: async (kernel) => {
      const before = await kernel.run("1");
      const ran = await kernel.run("const silently = 3; silently", { silent: true });
      deepEqual(
        ran.messages.map((m) => m.header.msg_type),
        ["status", "status"],
      );
      equal(
        (await kernel.run("silently")).reply.execution_count,
        (before.reply.execution_count as number) + 1,
      );
    },
  },
  {
    name: "without store_history a cell does not count",
    check: async (kernel) => {
      const before = await kernel.run("1");
      await kernel.run("2", { store_history: false });
      equal(
        (await kernel.run("3")).reply.execution_count,
        (before.reply.execution_count as number) + 1,
      );
    },
  },
  {
    name: "user expressions: values and errors",
    check: async (kernel) => {
      const { reply } = await kernel.run("const ue = 20", {
        user_expressions: { good: "ue + 1", bad: "missing.x" },
      });
      const { good, bad } = reply.user_expressions as Record<string, Content>;
      equal(good.status, "ok");
      equal((good.data as Content)["text/plain"], "21");
      equal(bad.status, "error");
      ok(bad.ename && bad.traceback, "expected ename and traceback");
    },
  },
  {
    name: "user expressions are TypeScript, which is not checked, and what is wrong in one is told",
    check: async (kernel) => {
      const { reply } = await kernel.run("const list: number[] | undefined = [1, 2]", {
        user_expressions: {
          typed: "(list as number[])!.map((x: number): string => `${x}`)",
          awaited: "await Promise.resolve<number>(list!.length)",
          object: "{ list }",
          unchecked: "list.length satisfies string",
          broken: "list +",
        },
      });
      const replies = reply.user_expressions as Record<string, Content>;
      const shown = (name: string) => (replies[name].data as Content)["text/plain"];
      equal(shown("typed"), "[ '1', '2' ]");
      equal(shown("awaited"), "2");
      equal(shown("object"), "{ list: [ 1, 2 ] }");
      equal(shown("unchecked"), "2");
      deepEqual(
        [replies.broken.ename, replies.broken.evalue],
        ["SyntaxError", "Expression expected."],
      );
    },
  },
  {
    name: "an error aborts the cells that wait, unless told otherwise",
    check: async (kernel) => {
      const slow = "await new Promise((r) => setTimeout(r, 100)); throw new Error('stop')";
      const failing = kernel.start(slow);
      const waiting = kernel.start("1");
      equal((await failing.done).reply.status, "error");
      equal((await waiting.done).reply.status, "aborted");
      const lenient = kernel.start(slow, { stop_on_error: false });
      const after = kernel.start("1");
      equal((await lenient.done).reply.status, "error");
      equal((await after.done).reply.status, "ok");
    },
  },
  {
    name: "is_complete: complete, incomplete with its indent, invalid",
    check: async (kernel) => {
      const status = async (code: string) =>
        (await kernel.ask("shell", "is_complete_request", { code })).content;
      equal((await status("1 + 1")).status, "complete");
      equal((await status("const x = `a\nb`")).status, "complete");
      const open = await status("function f() {");
      equal(open.status, "incomplete");
      match(open.indent as string, /^\s+$/);
      for (const code of ["[1,", "`open", "const y =", "/* note", "class A {\n  m() {"])
        equal((await status(code)).status, "incomplete", code);
      for (const code of ["const = 1", ")", "1 +* 2"])
        equal((await status(code)).status, "invalid", code);
    },
  },
  {
    name: "history: tail, range, search",
    check: async (kernel) => {
      const { reply } = await kernel.run("'needle' + 1");
      await kernel.run("'hay'");
      const ask = async (content: Content) =>
        (await kernel.ask("shell", "history_request", { output: false, raw: true, ...content }))
          .content.history as [number, number, string][];
      const tail = await ask({ hist_access_type: "tail", n: 2 });
      deepEqual(
        tail.map((entry) => entry[2]),
        ["'needle' + 1", "'hay'"],
      );
      const start = reply.execution_count as number;
      const range = await ask({ hist_access_type: "range", session: 0, start, stop: start + 1 });
      deepEqual(
        range.map((entry) => entry[2]),
        ["'needle' + 1"],
      );
      const found = await ask({
        hist_access_type: "search",
        pattern: "*needle*",
        n: 5,
        unique: true,
      });
      deepEqual(found.map((entry) => entry[2]).at(-1), "'needle' + 1");
    },
  },
  {
    name: "kernel_info, completion, inspection and heartbeat answer while a cell is busy",
    check: async (kernel) => {
      await kernel.run("const greeting = 'hello'");
      const busy = kernel.start("while (true) {}");
      await kernel.next("iopub", (m) => m.header.msg_type === "execute_input", "its input");
      await kernel.beat();
      await kernel.ask("control", "kernel_info_request", {}, 2000);
      await kernel.ask("shell", "kernel_info_request", {}, 2000);
      const completed = await kernel.ask(
        "shell",
        "complete_request",
        { code: "greeting.toU", cursor_pos: 12 },
        5000,
      );
      ok((completed.content.matches as string[]).includes("toUpperCase"));
      const inspected = await kernel.ask(
        "shell",
        "inspect_request",
        { code: "greeting", cursor_pos: 8, detail_level: 0 },
        5000,
      );
      equal(inspected.content.found, true);
      await kernel.interrupt();
      equal((await busy.done).reply.status, "error");
    },
  },
  {
    name: "nothing comes after idle",
    check: async (kernel) => {
      const { request, done } = kernel.start('for (let i = 0; i < 500; i++) console.log(i); "end"');
      await done;
      await kernel.run("0");
      const mine = kernel.of(request.header.msg_id);
      ok(isIdle(mine[mine.length - 1], request.header.msg_id), "expected idle to be last");
    },
  },
  {
    name: "input: a prompt reaches the front end and its answer the cell",
    check: async (kernel) => {
      kernel.onInput = (prompt) => `${prompt} Ada`;
      equal((await kernel.run('const who = prompt("name?"); who')).result, "'name? Ada'");
    },
  },
  {
    name: "input is refused with a clear message where the front end has none",
    check: async (kernel) => {
      const ran = await kernel.run('prompt("name?")', { allow_stdin: false });
      equal(ran.reply.status, "error");
      match(ran.error?.evalue ?? "", /input|stdin/i);
    },
  },
  {
    name: "an unknown request harms nothing",
    check: async (kernel) => {
      kernel.send("shell", "no_such_request", {});
      equal((await kernel.run("6 * 7")).result, "42");
    },
  },
  {
    name: "a request with wrong content is answered by an error",
    check: async (kernel) => {
      const { content } = await kernel.ask("shell", "execute_request", { code: 17 }, 5000);
      equal(content.status, "error");
      equal((await kernel.run("6 * 7")).result, "42");
    },
  },
];
