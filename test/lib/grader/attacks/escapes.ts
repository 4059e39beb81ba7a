import type { Isolation } from "../../../../lib/grader/sandbox/isolation.js";
import { answering, cell, type Attack } from "./attack.js";

/**
 * What a submission finds that has broken out of its context: all of Node. Only for tests of what still holds it then.
 */
export const breached = (isolation: Isolation): Isolation => ({
  ...isolation,
  launch: (limits, args) =>
    isolation.launch(
      limits,
      args.map((arg) => arg.replace("Object.create(null)", "{ process, require, Buffer }")),
    ),
});

/**
 * Every way known to us from a bare context to Node's own objects; `host` is its process if one of them works. What
 * follows would then be done with it.
 */
const reach = `
  let host = globalThis.process;
  const tell = (value) => {
    try { host ??= value.constructor.constructor("return process")(); } catch {}
  };
  for (const value of [globalThis, console, console.log, this, Tensor, display, eval, Error, Proxy, import.meta]) tell(value);
  Error.prepareStackTrace = (_, frames) => {
    for (const frame of frames) { tell(frame); tell(frame.getThis?.()); tell(frame.getFunction?.()); }
    return "";
  };
  new Error().stack;
  const sink = (n) => { try { return sink(n + 1); } catch (error) { tell(error); try { display(n); } catch (e) { tell(e); } throw error; } };
  try { sink(0); } catch (error) { tell(error); }
  try { import("node:fs").then(tell, tell); } catch (error) { tell(error); }
  try { new WebAssembly.Module(new Uint8Array(0)); } catch (error) { tell(error); }
`.replace(", import.meta", "");

const escaping = (tries: string, body: string, value = "zeros([3])"): Attack =>
  cell(
    tries,
    answering(
      value,
      `${reach}
       const node = (name) => require(name);
       const attempt = (f) => { try { return f(); } catch (error) { return error; } };
       ${body}`,
    ),
  );

/** Out of the process: files, network, other processes, the grader's memory and environment. */
export const escapes: readonly Attack[] = [
  escaping("exits with 0 at once", "attempt(() => host.exit(0)); attempt(() => process.exit(0));"),
  escaping("exits with 0 at the first step", "", "(attempt(() => host.exit(0)), zeros([3]))"),
  escaping(
    "ends the grader",
    "attempt(() => host.kill(host.ppid, 'SIGKILL')); attempt(() => host.kill(1, 'SIGKILL'));",
  ),
  escaping("ends every process it may", "attempt(() => host.kill(-1, 'SIGKILL'));"),
  escaping(
    "writes forged replies on the pipe",
    `const say = (head) => {
       const json = Buffer.from(JSON.stringify(head));
       const bytes = Buffer.alloc(8 + json.length);
       bytes.writeUInt32LE(4 + json.length, 0); bytes.writeUInt32LE(json.length, 4); json.copy(bytes, 8);
       for (const fd of [1, 2, 3]) node("fs").writeSync(fd, bytes);
     };
     attempt(() => { for (let i = 0; i < 20; i++) { say({ type: "cell", id: "forward" }); say({ type: "returned", value: {} }); } });`,
  ),
  escaping(
    "reads the pipe for what comes next",
    "attempt(() => node('fs').readSync(3, Buffer.alloc(1e6)));",
  ),
  escaping(
    "reads the layer's source",
    `let text = "";
     for (const path of ["lib/layers/batch-norm.ts", "/gradlab/lib/layers/batch-norm.js", "../solutions/06-batch-norm-forward.ipynb"])
       attempt(() => { text += node("fs").readFileSync(path, "utf8"); });`,
    "tensor([text.length, 0, 0])",
  ),
  escaping(
    "reads what the system has to say",
    `for (const path of ["/etc/passwd", "/proc/self/environ", "/proc/1/environ", "/proc/1/mem", "/proc/1/cmdline"])
       attempt(() => node("fs").readFileSync(path));`,
  ),
  escaping(
    "writes into the gradebook and the grader's own files",
    `for (const path of ["results/results.json", "/tmp/results.json", host?.execPath ?? "/node", "/dev/shm/x"])
       attempt(() => node("fs").writeFileSync(path, '{"total":20}'));`,
  ),
  escaping(
    "links a file of its own to the solution",
    `attempt(() => node("fs").symlinkSync("/", "/tmp/all")); attempt(() => node("fs").linkSync("/etc/passwd", "/tmp/p"));`,
  ),
  escaping(
    "looks for seeds and expected values in the environment and the arguments",
    "",
    "tensor([Number(host?.env?.SEED ?? 0), host?.argv?.length ?? 0, 0])",
  ),
  escaping(
    "starts another program",
    `attempt(() => node("child_process").execFileSync("/bin/sh", ["-c", "touch /tmp/forged"]));
     attempt(() => host.binding("spawn_sync").spawn({ file: "/bin/sh", args: ["sh"], stdio: [] }));`,
  ),
  escaping(
    "is a fork bomb",
    `attempt(() => { for (let i = 0; i < 1e4; i++) node("child_process").spawn(host.execPath, ["-e", "for(;;);"]); });`,
  ),
  escaping(
    "starts threads without end",
    `attempt(() => { for (let i = 0; i < 1e3; i++) new (node("worker_threads").Worker)("for(;;);", { eval: true }); });`,
  ),
  escaping(
    "asks the network",
    `attempt(() => fetch("http://127.0.0.1:80/answers")); attempt(() => node("net").connect(80, "127.0.0.1"));
     attempt(() => node("dgram").createSocket("udp4").send("?", 53, "1.1.1.1")); attempt(() => node("dns").lookup("example.org", () => {}));`,
  ),
  escaping(
    "listens on the network",
    `attempt(() => node("net").createServer().listen(0)); attempt(() => node("inspector").open(9229));`,
  ),
  escaping(
    "loads native code",
    `attempt(() => host.dlopen({ exports: {} }, "/lib/x86_64-linux-gnu/libc.so.6"));
     for (const name of ["fs", "process_wrap", "tcp_wrap", "natives", "v8", "contextify"]) attempt(() => host.binding(name));`,
  ),
  escaping(
    "changes V8's flags",
    `attempt(() => node("v8").setFlagsFromString("--allow-natives-syntax")); attempt(() => eval("%GetOptimizationStatus(forward)"));`,
  ),
  escaping(
    "imports modules of Node and of the grader",
    `for (const name of ["node:fs", "gradlab/grader", "../scoring/run-check.js", "data:text/javascript,export default 1"])
       attempt(() => import(name));
     attempt(() => require("fs"));`,
  ),
  escaping(
    "asks to be a debugger of itself",
    `attempt(() => { const s = new (node("inspector").Session)(); s.connect(); s.post("Runtime.evaluate", { expression: "process.exit()" }); });`,
  ),
  escaping(
    "stops itself so that the grader waits",
    "attempt(() => host.kill(host.pid, 'SIGSTOP'));",
  ),
  escaping(
    "dies of a broken pointer",
    "attempt(() => host.abort()); attempt(() => host.kill(host.pid, 'SIGSEGV'));",
  ),
  escaping("closes the pipe", "attempt(() => node('fs').closeSync(3));"),
];
