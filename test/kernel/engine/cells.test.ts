import { tmpdir } from "node:os";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBench, pause, printed, shown, type Bench } from "./support.js";

let bench: Bench;
beforeAll(async () => {
  bench = openBench(tmpdir());
  await bench.run("1");
});
afterAll(() => bench.engine.close());

const traceback = async (code: string) => {
  const outcome = await bench.run(code);
  if (outcome.status === "ok") throw new Error(`expected an error from ${code}`);
  return outcome.traceback.join("\n").replace(/\u001b\[\d+m/g, "");
};

describe("a cell", () => {
  test("shows the last value, awaited, and nothing for undefined", async () => {
    expect(shown(await bench.run("$gradlab.result(1 + 1)"))).toBe("2");
    expect(shown(await bench.run("$gradlab.result(Promise.resolve('late'))"))).toBe("'late'");
    expect(await bench.run("$gradlab.result(undefined)")).toEqual({
      status: "ok",
      userExpressions: {},
    });
  });

  test("declares again and sees later assignments through closures", async () => {
    await bench.run("const a = 1; function read() { return late } let late = 1");
    await bench.run("const a = 2; late = 5");
    expect(shown(await bench.run("$gradlab.result([a, read()])"))).toBe("[ 2, 5 ]");
  });

  test("says of a script that V8 refused that nothing of it came to be, and of others not", async () => {
    const refused = await bench.run("let NaN = 1, unborn = 2");
    expect(refused).toMatchObject({ status: "error", name: "SyntaxError", refused: true });
    expect(shown(await bench.run("$gradlab.result(typeof unborn)"))).toBe("'undefined'");
    expect(await bench.run("let half = 1; throw new Error('late')")).not.toHaveProperty("refused");
  });

  test("evaluates user expressions, each with its own fate", async () => {
    const outcome = await bench.run("let seen = 3", {
      userExpressions: {
        twice: "$gradlab.result(seen * 2)",
        broken: "nothing.here",
        html: "$gradlab.result([{a:1}])",
      },
    });
    expect(outcome).toMatchObject({
      status: "ok",
      userExpressions: {
        twice: { status: "ok", data: { "text/plain": "6" }, metadata: {} },
        broken: { status: "error", ename: "ReferenceError" },
        html: { status: "ok" },
      },
    });
  });

  test("asks a question and waits for the answer", async () => {
    const run = bench.run("const name = prompt('Name?'); $gradlab.result(name + '!')");
    while (bench.questions.length === 0) await pause(5);
    bench.engine.answer("Ada");
    expect(shown(await run)).toBe("'Ada!'");
    expect(bench.questions).toEqual(["Name?"]);
  });

  test("is told when nobody can answer", async () => {
    const outcome = await bench.run("prompt('Name?')", { allowStdin: false });
    expect(outcome).toMatchObject({ status: "error" });
    expect(JSON.stringify(outcome)).toContain("run without input");
  });

  test("finds Node's names", async () => {
    const code =
      "$gradlab.result(String([typeof require, typeof module, typeof exports, typeof fetch, typeof Buffer, __dirname === process.cwd(), $gradlab.meta.dirname === __dirname]))";
    expect(shown(await bench.run(code))).toBe(
      "'function,object,object,function,function,true,true'",
    );
  });
});

describe("errors", () => {
  test("name cells, lines and columns, with the source", async () => {
    await bench.run("function inner() {\n  return null.x;\n}");
    expect(await traceback("const outer = () => inner();\n\nouter();")).toMatch(
      /^TypeError: Cannot read properties of null \(reading 'x'\)\n {4}at inner \(Cell \[\d+\], line 2, column 15\)\n {8}return null\.x;\n {20}\^\n {4}at outer \(Cell \[\d+\], line 1, column 21\)\n {8}const outer = \(\) => inner\(\);\n {4}at Cell \[\d+\], line 3, column 1\n {8}outer\(\);$/,
    );
  });

  test("show causes, parts and fields", async () => {
    const text = await traceback(
      "throw new AggregateError([new Error('one'), 2], 'both', { cause: Object.assign(new Error('why'), { code: 'E1' }) })",
    );
    expect(text).toContain("Caused by: Error: why");
    expect(text).toContain("{ code: 'E1' }");
    expect(text).toContain("Error 1 of 2: Error: one");
    expect(text).toContain("Error 2 of 2: Thrown: 2");
  });

  test("are understood when they are no Errors", async () => {
    expect(await traceback("throw 3")).toBe(
      "Thrown: 3 (not an Error: throw new Error(…) says more)",
    );
    expect(await traceback("throw undefined")).toContain("Thrown: undefined");
    expect(await traceback("throw new Proxy({}, { get() { throw 1 } })")).toContain("Thrown");
  });

  test("show both ends of a deep stack", async () => {
    const text = await traceback(
      "function down(n) { if (n === 0) throw new Error('deep'); down(n - 1) }\ndown(30)",
    );
    expect(text).toContain("line 1, column 39");
    expect(text).toContain("… 15 more");
    expect(text).toMatch(/line 2, column 1\n {8}down\(30\)$/);
  });

  test("of syntax have a place", async () => {
    expect(await traceback("1;\nlet let = 2")).toMatch(
      /SyntaxError: .*\n {4}at Cell \[\d+\], line 2/,
    );
  });

  test("after an await keep the line", async () => {
    expect(await traceback("await 1;\nawait null;\nnothing()")).toContain("line 3, column 1");
  });
});

describe("output", () => {
  test("keeps the order of streams and displays", async () => {
    const from = bench.outputs.length;
    await bench.run(`
      const show = globalThis[Symbol.for("Jupyter.broadcast")];
      console.log("a", { b: 1 });
      show("display_data", { data: { "text/plain": "D" } });
      console.error("e");
      process.stdout.write("no newline");
      show("clear_output", { wait: true });`);
    const said = bench.outputs
      .slice(from)
      .map((output) => (output.type === "stream" ? `${output.name}:${output.text}` : output.type));
    expect(said).toEqual([
      "stdout:a { b: 1 }\n",
      "display_data",
      "stderr:e\n",
      "stdout:no newline",
      "clear_output",
    ]);
  });

  test("joins 10,000 lines into few outputs, all of them there at the end", async () => {
    const from = bench.outputs.length;
    await bench.run("for (let i = 0; i < 10000; i++) console.log('line', i)");
    const streams = bench.outputs.slice(from);
    expect(streams.length).toBeLessThanOrEqual(50);
    const text = streams.map((output) => (output.type === "stream" ? output.text : "")).join("");
    expect(text.split("\n")).toHaveLength(10001);
  });

  test("shows a busy loop's progress while it runs", async () => {
    const run = bench.run("console.log('busy'); console.log('since'); while (true);", {
      id: "busy",
    });
    await printed(bench, "since\n");
    expect(bench.text("busy")).toBe("busy\nsince\n");
    await bench.engine.interrupt();
    expect(await run).toMatchObject({ name: "KernelInterrupted" });
  });

  test("is filed under the cell that made it, also late", async () => {
    await bench.run(
      "setTimeout(() => console.log('late one'), 60); void (async () => { await new Promise(r => setTimeout(r, 60)); console.log('late two') })()",
      { id: "maker" },
    );
    await bench.run("console.log('next'); await new Promise(r => setTimeout(r, 120))", {
      id: "next",
    });
    expect(bench.text("maker")).toBe("late one\nlate two\n");
    expect(bench.text("next")).toBe("next\n");
  });

  test("of child processes and of the bare descriptors arrives in order", async () => {
    await bench.run(
      `const { execSync, spawn } = require("child_process");
       console.log("1");
       execSync("echo 2", { stdio: "inherit" });
       console.log("3");
       require("fs").writeSync(1, "4\\n");
       console.log("5");
       await new Promise((r) => spawn("sh", ["-c", "echo 6"], { stdio: "inherit" }).on("close", r));
       console.log("7");`,
      { id: "children" },
    );
    expect(bench.text("children")).toBe("1\n2\n3\n4\n5\n6\n7\n");
  });

  test("without end is cut with a notice", async () => {
    await bench.run("for (let i = 0; i < 6000; i++) console.log('x'.repeat(1000))", { id: "much" });
    const text = bench.text("much");
    expect(text.length).toBeLessThan(4.3e6);
    expect(text).toContain("is not shown");
  });

  test("carries a display of 5 MB", async () => {
    const from = bench.outputs.length;
    await bench.run(
      `globalThis[Symbol.for("Jupyter.broadcast")]("display_data", { data: { "text/plain": "x".repeat(5e6) } })`,
    );
    expect(bench.outputs[from]).toMatchObject({ type: "display_data" });
  });
});

describe("what happens after a cell", () => {
  test("an exception in a timer is told under its cell, and the engine lives", async () => {
    await bench.run("setTimeout(() => { throw new Error('late') }, 10)", { id: "timer" });
    await printed(bench, "Uncaught in a timer");
    expect(bench.text("timer", "stderr")).toContain("Uncaught in a timer");
    expect(bench.text("timer", "stderr")).toContain("late");
    expect(shown(await bench.run("$gradlab.result(2)"))).toBe("2");
  });

  test("an exception in a timer of a waiting cell fails the cell", async () => {
    const outcome = await bench.run(
      "setTimeout(() => { throw new RangeError('now') }, 10); await new Promise(() => {})",
    );
    expect(outcome).toMatchObject({ status: "error", name: "RangeError", message: "now" });
  });

  test("an unhandled rejection is told under its cell", async () => {
    await bench.run("void Promise.reject(new Error('nobody'))", { id: "rejection" });
    await printed(bench, "nobody");
    expect(bench.text("rejection", "stderr")).toContain("nobody");
    expect(bench.deaths).toEqual([]);
  });
});

describe("comms", () => {
  const message = (type: "comm_open" | "comm_msg" | "comm_close", content: object) => ({
    type,
    content: { ...content },
    metadata: {},
    buffers: [new Uint8Array([1, 2, 3])],
  });

  test("carry data and bytes both ways, also while a cell awaits", async () => {
    const from = bench.outputs.length;
    const run = bench.run(`
      const comms = globalThis[Symbol.for("gradlab.comms")];
      const heard = new Promise((resolve) => comms.onOpen("echo", (comm) => {
        comm.onMessage((data, metadata, buffers) => {
          console.log("got", data.x);
          comm.send({ twice: data.x * 2 }, {}, buffers);
          resolve(buffers[0].length);
        });
      }));
      console.log("listens");
      $gradlab.result(await heard);`);
    await printed(bench, "listens\n");
    bench.outputs.splice(from);
    await bench.engine.receiveComm(
      message("comm_open", { comm_id: "c1", target_name: "echo", data: {} }),
      "m1",
    );
    await bench.engine.receiveComm(message("comm_msg", { comm_id: "c1", data: { x: 21 } }), "m2");
    expect(shown(await run)).toBe("3");
    expect(bench.outputs.slice(from)).toMatchObject([
      { cell: "m2", type: "stream", text: "got 21\n" },
      { cell: "m2", type: "comm_msg", content: { comm_id: "c1", data: { twice: 42 } } },
    ]);
    expect(bench.outputs.at(-1)).toHaveProperty("buffers", [new Uint8Array([1, 2, 3])]);
  });

  test("that nobody takes are closed", async () => {
    await bench.engine.receiveComm(
      message("comm_open", { comm_id: "c2", target_name: "nobody", data: {} }),
      "m3",
    );
    expect(bench.outputs.at(-1)).toMatchObject({ type: "comm_close", content: { comm_id: "c2" } });
  });
});
