import { execFileSync, spawn } from "node:child_process";
import { chownSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "./free-port.js";
import { temporaryFolder } from "./temporary-folder.js";

/** A PostgreSQL that a test has to itself. */
export interface PostgresServer {
  url: string;
  close(): Promise<void>;
}

/** PostgreSQL refuses to run as root: it is then run as nobody. */
const isRoot = process.getuid?.() === 0;
const asNobody = (command: readonly string[]): [string, string[]] => {
  const [program, ...args] = isRoot ? ["runuser", "-u", "nobody", "--", ...command] : command;
  return [program, args];
};

/** @param bin the folder with initdb and postgres */
export async function startPostgres(bin: string): Promise<PostgresServer> {
  const home = temporaryFolder("postgres");
  if (isRoot) {
    const id = (flag: string): number => Number(execFileSync("id", [flag, "nobody"]).toString());
    chownSync(home, id("-u"), id("-g"));
  }
  const data = join(home, "data");
  const init = [
    join(bin, "initdb"),
    "-D",
    data,
    "-U",
    "gradlab",
    "-A",
    "trust",
    "-N",
    "-E",
    "UTF8",
  ];
  execFileSync(...asNobody([...init, "--locale", "C"]), { cwd: home, stdio: "pipe" });
  const port = await freePort();
  const options = ["-D", data, "-p", String(port), "-k", home, "-h", "127.0.0.1", "-F"];
  const child = spawn(...asNobody([join(bin, "postgres"), ...options]), {
    cwd: home,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  const close = async (): Promise<void> => {
    // To postgres itself, since runuser would pass on no signal.
    const pid = execFileSync("head", ["-1", join(data, "postmaster.pid")])
      .toString()
      .trim();
    process.kill(Number(pid), "SIGINT");
    await ended;
  };
  let said = "";
  await new Promise<void>((resolve, reject) => {
    child.stderr.on("data", (bytes: Buffer) => {
      said += bytes.toString();
      if (said.includes("ready to accept connections")) resolve();
    });
    void ended.then(() => reject(new Error(`postgres ended early:\n${said}`)));
  });
  return { url: `postgres://gradlab@127.0.0.1:${port}/postgres`, close };
}
