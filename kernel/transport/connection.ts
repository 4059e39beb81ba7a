import { readFileSync } from "node:fs";
import { messageOf, UserError } from "../errors.js";

export const SOCKETS = ["shell", "iopub", "control", "stdin", "hb"] as const;
export type SocketName = (typeof SOCKETS)[number];

/** Where the kernel is to listen, from the connection file that Jupyter writes for it. */
export interface Connection {
  transport: "tcp" | "ipc";
  /** For ipc: the path that the sockets' files begin with. */
  ip: string;
  ports: Record<SocketName, number>;
  /** What messages are signed with; "" when they are not. */
  key: string;
}

/** @throws {UserError} which never quotes the file: it holds the key */
export function readConnection(path: string): Connection {
  const fail = (what: string): never => {
    throw new UserError(`kernel: the connection file ${path}: ${what}`);
  };
  let file: Record<string, unknown>;
  try {
    file = JSON.parse(readFileSync(path, "utf8")) as typeof file;
  } catch (error) {
    return fail(error instanceof SyntaxError ? "expected JSON, got other text" : messageOf(error));
  }
  const { transport = "tcp", ip, key = "", signature_scheme: scheme } = file;
  if (transport !== "tcp" && transport !== "ipc") {
    return fail(`transport: expected tcp or ipc, got ${JSON.stringify(transport)}`);
  }
  if (typeof ip !== "string") return fail(`ip: expected a string, got ${typeof ip}`);
  if (typeof key !== "string") return fail("key: expected a string, got another value");
  if (key !== "" && scheme !== undefined && scheme !== "hmac-sha256") {
    return fail(`signature_scheme: expected hmac-sha256, got ${JSON.stringify(scheme)}`);
  }
  const port = (name: SocketName): number => {
    const value = file[`${name}_port`];
    if (Number.isInteger(value)) return value as number;
    return fail(`${name}_port: expected a whole number, got ${JSON.stringify(value)}`);
  };
  const ports = Object.fromEntries(SOCKETS.map((name) => [name, port(name)]));
  return { transport, ip, key, ports: ports as Connection["ports"] };
}

/** The one address to bind a socket to: no other network interface is listened on. */
export function addressOf({ transport, ip, ports }: Connection, socket: SocketName): string {
  if (transport === "ipc") return `ipc://${ip}-${ports[socket]}`;
  return `tcp://${ip.includes(":") ? `[${ip}]` : ip}:${ports[socket]}`;
}
