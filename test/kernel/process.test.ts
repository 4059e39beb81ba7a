import { spawn, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { Dealer } from "zeromq";
import { diedOfPorts, KernelClient, KernelDied } from "../../kernel/notebook/client.js";
import { onFreePorts, type Connection } from "../../kernel/notebook/connection.js";
import { startProcess, type KernelProcess } from "../../kernel/notebook/kernel-process.js";
import { kernelEntry, packageRoot } from "../../kernel/paths.js";
import { ownSpec } from "../../kernel/spec.js";
import { runCell } from "./support/cells.js";
import { ask } from "./support/socket-kernel.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder("process");
const built = join(packageRoot, "dist", "kernel", "notebook", "client.js");
const clientEntry = pathToFileURL(built).href;

interface Started extends KernelProcess {
  shell: Dealer;
  control: Dealer;
  heart: Dealer;
  key: string;
  close(): Promise<void>;
}

const start = (env: Record<string, string> = {}): Promise<Started> =>
  onFreePorts((connection) => startOn(connection, env), diedOfPorts);

async function startOn(connection: Connection, env: Record<string, string>): Promise<Started> {
  const kernel = startProcess({ ...ownSpec(), env }, connection, folder);
  const connect = (name: "shell" | "control" | "hb") => {
    const socket = new Dealer({ linger: 0, receiveTimeout: 20_000 });
    socket.connect(connection.address[name]);
    return socket;
  };
  const [shell, control, heart] = [connect("shell"), connect("control"), connect("hb")];
  const close = async () => {
    kernel.kill();
    await kernel.exited;
    for (const socket of [shell, control, heart]) socket.close();
    connection.close();
  };
  const ended = kernel.exited.then((exit) => Promise.reject(new KernelDied(exit)));
  ended.catch(() => undefined);
  try {
    await Promise.race([ask(control, "kernel_info_request", {}, connection.key), ended]);
  } catch (error) {
    await close();
    throw error;
  }
  return { ...kernel, shell, control, heart, key: connection.key, close };
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe("the kernel's process", () => {
  it("answers heartbeats, who it is, completions and interrupts while a cell never yields", async () => {
    const kernel = await start();
    const { shell, control, heart, key } = kernel;
    const running = ask(shell, "execute_request", { code: "while (true) {}" }, key);
    await wait(1000);
    await heart.send(["", "beat"]);
    expect((await heart.receive()).map(String)).toEqual(["", "beat"]);
    const { content } = await ask(control, "kernel_info_request", {}, key);
    expect(content.implementation).toBe("gradlab");
    const completed = await ask(control, "complete_request", { code: "[1].flatM" }, key);
    expect(completed.content.matches).toEqual(["flatMap"]);
    expect((await ask(control, "interrupt_request", {}, key)).content).toEqual({ status: "ok" });
    expect((await running).content).toMatchObject({ ename: "KernelInterrupted" });
    await kernel.close();
  });

  it.skipIf(process.platform === "win32")("takes a SIGINT as an interrupt", async () => {
    const client = await KernelClient.start({
      spec: { ...ownSpec(), interrupt_mode: "signal" },
    });
    await runCell(client, "const kept = 1");
    const running = runCell(client, "while (true) {}");
    await wait(500);
    client.interrupt();
    expect(await running).toMatchObject({ ename: "KernelInterrupted" });
    expect((await runCell(client, "kept")).result).toBe("1");
    await client.close();
  });

  it("ends with all its processes at a request, and says that it was no accident", async () => {
    const kernel = await start();
    const cell = await numberIn(kernel, "process.pid");
    const { content } = await ask(
      kernel.control,
      "shutdown_request",
      { restart: true },
      kernel.key,
    );
    expect(content).toEqual({ status: "ok", restart: true });
    expect(await kernel.exited).toEqual({ code: 0, signal: null, printed: "" });
    expect(isThere(cell)).toBe(false);
    await kernel.close();
  });

  it.skipIf(process.platform === "win32")("ends with all its processes at a SIGTERM", async () => {
    const kernel = await start();
    const cell = await numberIn(kernel, "process.pid");
    process.kill(await numberIn(kernel, "process.ppid"), "SIGTERM");
    expect(await kernel.exited).toEqual({ code: 0, signal: null, printed: "" });
    expect(isThere(cell)).toBe(false);
    await kernel.close();
  });

  it.skipIf(process.platform === "win32")(
    "ends with the Jupyter that JPY_PARENT_PID names",
    async () => {
      const jupyter = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
      const kernel = await start({ JPY_PARENT_PID: String(jupyter.pid) });
      const cell = await numberIn(kernel, "process.pid");
      jupyter.kill("SIGKILL");
      expect(await kernel.exited).toMatchObject({ code: 0 });
      expect(isThere(cell)).toBe(false);
      await kernel.close();
    },
  );

  it("says what is wrong with a connection file, but not what is in it", () => {
    const file = join(folder, "connection.json");
    writeFileSync(file, '{"key": "a secret", "ip": 5}');
    const run = (...rest: string[]) =>
      spawnSync(process.execPath, [kernelEntry, ...rest], { encoding: "utf8" });
    const { status, stderr } = run(file);
    expect(stderr).toBe(`kernel: the connection file ${file}: ip: expected a string, got number\n`);
    expect(status).toBe(2);
    expect(run().stderr).toBe("kernel: expected the path of a connection file, got no argument\n");
  });

  it.skipIf(process.platform === "win32")(
    "leaves no connection file behind when its client is killed at once",
    () => {
      const place = temporaryFolder("killed");
      const read = join(place, "read.json");
      // In the place of a kernel: it reads its connection file and kills who started it.
      const kernel = `
        require("fs").copyFileSync(process.argv[1], ${JSON.stringify(read)});
        process.kill(process.ppid, "SIGKILL");`;
      const spec = { ...ownSpec(), argv: [process.execPath, "-e", kernel, "{connection_file}"] };
      const client = `
        const { KernelClient } = await import(${JSON.stringify(clientEntry)});
        await KernelClient.start({ spec: ${JSON.stringify(spec)} });`;
      const args = ["--input-type=module", "-e", client];
      const env = { ...process.env, TMPDIR: place };
      const { signal } = spawnSync(process.execPath, args, { env });
      expect(signal).toBe("SIGKILL");
      expect(JSON.parse(readFileSync(read, "utf8"))).toMatchObject({ ip: "127.0.0.1" });
      expect(readdirSync(place)).toEqual(["read.json"]);
    },
  );

  it("keeps the history between sessions", async () => {
    const env = { GRADLAB_HISTORY: join(folder, "history.jsonl") };
    for (const code of ["'first'", "'second'"]) {
      const kernel = await start(env);
      await ask(kernel.shell, "execute_request", { code }, kernel.key);
      await ask(kernel.control, "shutdown_request", {}, kernel.key);
      await kernel.exited;
      await kernel.close();
    }
    const kernel = await start(env);
    const content = { hist_access_type: "search", pattern: "'*'" };
    const found = await ask(kernel.shell, "history_request", content, kernel.key);
    expect(found.content.history).toEqual([
      [1, 1, "'first'"],
      [2, 1, "'second'"],
    ]);
    await kernel.close();
  });
});

/** What an expression is in the process that runs cells. */
async function numberIn({ shell, key }: Started, expression: string): Promise<number> {
  const request = { code: "", user_expressions: { value: expression } };
  const { content } = await ask(shell, "execute_request", request, key);
  const { value } = content.user_expressions as { value: { data: Record<string, string> } };
  return Number(value.data["text/plain"]);
}
