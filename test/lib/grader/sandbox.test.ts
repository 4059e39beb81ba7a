import { describe, expect, test } from "vitest";
import { Duplex } from "node:stream";
import { execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { bubblewrap, bubblewrapPath } from "../../../lib/grader/sandbox/bubblewrap.js";
import { findIsolation } from "../../../lib/grader/sandbox/find-isolation.js";
import { FILTER, type Isolation } from "../../../lib/grader/sandbox/isolation.js";
import { DEFAULT_LIMITS } from "../../../lib/grader/sandbox/limits.js";
import { permissionModel, v8Flags } from "../../../lib/grader/sandbox/permission-model.js";
import { SandboxProcess, Stopped } from "../../../lib/grader/sandbox/process.js";
import { compiledProgram, programIn, sandboxProgram } from "../../../lib/grader/sandbox/program.js";
import { seccompFilter } from "../../../lib/grader/sandbox/seccomp.js";
import { Cache } from "../../../kernel/cache/cache.js";
import { temporaryFolder } from "../../support/temporary-folder.js";
import { needs } from "../../support/needs.js";

/**
 * What code that has broken out of its context, and out of Node's permission model, could still do: this is run
 * with neither. It sends back what it finds.
 */
async function inside(isolation: Isolation, code: string): Promise<unknown> {
  const script = `const fs = require("fs");
    const attempt = (f) => { try { return f(); } catch (error) { return error.code ?? error.message; } };
    Promise.resolve((() => { ${code} })()).then((value) => fs.writeSync(3, JSON.stringify(value)));`;
  const { command, args, filter } = isolation.launch(DEFAULT_LIMITS, ["--eval", script]);
  const bare = args.filter((arg) => !/^--(experimental-)?permission$/.test(arg));
  const child = spawn(command, bare, {
    cwd: "/",
    env: {},
    stdio: ["ignore", "ignore", "pipe", "pipe", "pipe"],
  });
  (child.stdio[FILTER] as Duplex).end(filter);
  let sent = "";
  let errors = "";
  child.stdio[3]?.on("data", (bytes: Buffer) => (sent += bytes.toString()));
  child.stderr?.on("data", (bytes: Buffer) => (errors += bytes.toString()));
  const code_ = await new Promise((resolve) => child.on("close", resolve));
  if (sent === "") throw new Error(`ended with ${String(code_)}: ${errors}`);
  return JSON.parse(sent);
}

describe.concurrent("bubblewrap", () => {
  const isolation = bubblewrap(bubblewrapPath() ?? "", "");
  const look = (code: string): Promise<unknown> => inside(isolation, code);

  test("shows no file but Node and its libraries", async (context) => {
    needs("bubblewrap", context);
    const found = await look('return fs.readdirSync("/", { recursive: true })');
    expect(found).toContain("node");
    const others = (found as string[]).filter(
      (name) => !/^(node|(usr\/)?lib(\d+)?(\/[\w.+-]+)*)$/.test(name),
    );
    expect(others).toEqual([]);
    expect((found as string[]).filter((name) => name.includes("node_modules"))).toEqual([]);
  });

  test("lets nothing be written", async (context) => {
    needs("bubblewrap", context);
    expect(await look('return attempt(() => fs.writeFileSync("/new", "text"))')).toBe("EROFS");
    expect(await look('return attempt(() => fs.appendFileSync("/node", "text"))')).toMatch(
      /EROFS|EACCES|ETXTBSY/,
    );
  });

  test("has no network, not even a socket", async (context) => {
    needs("bubblewrap", context);
    const code = `return new Promise((resolve) => {
      const socket = attempt(() => require("net").connect(80, "127.0.0.1"));
      if (typeof socket === "string") resolve(socket);
      else socket.on("error", (error) => resolve(error.code));
      socket.on?.("connect", () => resolve("connected"));
    })`;
    expect(await look(code)).toBe("EPERM");
    expect(
      await look('return Object.keys(require("os").networkInterfaces?.() ?? {})').catch(String),
    ).not.toContain("eth0");
  });

  test("starts no process", async (context) => {
    needs("bubblewrap", context);
    const code = 'return require("child_process").spawnSync("/node", ["--version"]).error?.code';
    expect(await look(code)).toBe("EPERM");
  });

  test("sees no other process and no environment", async (context) => {
    needs("bubblewrap", context);
    const code = `return { ids: [process.pid, process.ppid], names: Object.keys(process.env).sort(),
      parent: attempt(() => process.kill(${process.pid}, 0)), user: process.getuid(), host: require("os").hostname() }`;
    expect(await look(code)).toEqual({
      ids: [1, 0],
      names: ["LD_LIBRARY_PATH", "PWD"],
      parent: "ESRCH",
      user: 65534,
      host: "sandbox",
    });
  });

  test("holds memory outside of the JavaScript heap to a limit", async (context) => {
    needs("bubblewrap", context);
    const code = `const all = [];
      return attempt(() => { for (;;) all.push(new Float64Array(2 ** 20).fill(1)); })`;
    // V8 throws, or gives up where it cannot even tidy up any more.
    await expect(look(code).then(String, String)).resolves.toMatch(/allocation failed/i);
  });

  test("ends with the grader that started it", async (context) => {
    needs("bubblewrap", context);
    const sandbox = new SandboxProcess(DEFAULT_LIMITS, isolation);
    await sandbox.start();
    sandbox.close();
    await expect(sandbox.receive()).rejects.toThrow(Stopped);
  });
});

describe("the isolation", () => {
  test("is bubblewrap where that works", async (context) => {
    needs("bubblewrap", context);
    const found = await findIsolation();
    expect(found.strong).toBe(true);
    expect(found.name).toMatch(/^bubblewrap \d/);
    expect(found.text).toContain("no network, no files but Node's own");
  });

  test("is refused where it does not work, and the refusal says what to do", async (context) => {
    const path = process.env.PATH;
    if (process.platform !== "linux") context.skip("the words are for Linux");
    try {
      process.env.PATH = "/nowhere";
      await expect(findIsolation()).rejects.toThrow(
        /bubblewrap is not installed \(.*apt install bubblewrap\).*--unsafe-sandbox/,
      );
      const weak = await findIsolation({ unsafe: true });
      expect(weak.strong).toBe(false);
      expect(weak.text).toContain("not held by the operating system");
    } finally {
      process.env.PATH = path;
    }
  });

  test("that is weak says so in its name", () => {
    expect(permissionModel().name).toBe(`Node ${process.versions.node} permission model`);
  });
});

test("The program that meets the student's code holds no layer, no exercise, no hidden check and one backend", () => {
  const { program } = sandboxProgram();
  expect(program).toContain("tensor/tensor.js");
  for (const folder of [
    "layers/",
    "course/exercises/",
    "grader/hidden",
    "losses/",
    "optim/",
    "backend/w",
  ])
    expect(program).not.toContain(folder);
});

test("The program is kept by all the texts that it is made of, and made anew where it was not", () => {
  const cache = new Cache(temporaryFolder("program"));
  const keys: string[] = [];
  const read = cache.read.bind(cache);
  cache.read = (kind, key) => {
    keys.push(key.join("\n"));
    return read(kind, key);
  };
  const made = programIn(cache);
  expect(made).toEqual(sandboxProgram());
  for (const name of ["grader/sandbox/boot", "grader/sandbox/child", "tensor/tensor", "step"])
    expect(keys[0]).toContain(readFileSync(`lib/${name}.ts`, "utf8"));
  const other = { ...made, boot: "another" };
  cache.read = () => Buffer.from(JSON.stringify(other));
  expect(programIn(cache)).toEqual(other);
  cache.read = read;
  expect(programIn(cache)).toEqual(made);
});

test("The filter of system calls is made for the two processors we know, and is whole", () => {
  for (const architecture of ["x64", "arm64"])
    expect((seccompFilter(architecture)?.length ?? 1) % 8).toBe(0);
  expect(seccompFilter("mips")).toBeUndefined();
});

test("The program is compiled once for all processes that have the same flags", () => {
  const flags = v8Flags(DEFAULT_LIMITS);
  const compiled = compiledProgram(flags);
  expect(compiledProgram(flags)).toBe(compiled);
  // Under the grader's own flags V8 would refuse it, and compile anew without a word.
  const code = `const { Script } = require("node:vm");
    const [program, compiled] = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
    const cachedData = Buffer.from(compiled, "base64");
    console.log(new Script(program, { filename: "gradlab", cachedData }).cachedDataRejected);`;
  const input = JSON.stringify([
    sandboxProgram().program,
    Buffer.from(compiled).toString("base64"),
  ]);
  const said = execFileSync(process.execPath, [...flags, "--eval", code], { input });
  expect(said.toString().trim()).toBe("false");
});
