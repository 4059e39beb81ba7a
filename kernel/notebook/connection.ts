import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const SOCKETS = ["shell", "iopub", "control", "stdin", "hb"] as const;
type Socket = (typeof SOCKETS)[number];

const ATTEMPTS = 5;

/** Where a kernel listens, and the file that tells it so. */
export interface Connection {
  file: string;
  key: string;
  address: Record<Socket, string>;
  /** Removes the file: a kernel that has answered has read it. */
  close(): void;
}

/** Chooses five free ports on this machine and writes the connection file for a new kernel. */
export async function newConnection(): Promise<Connection> {
  const ip = "127.0.0.1";
  const servers = await Promise.all(SOCKETS.map(() => listen(ip)));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));

  const key = randomBytes(24).toString("hex");
  const folder = mkdtempSync(join(tmpdir(), "gradlab-kernel-"));
  const file = join(folder, "connection.json");
  const numbered = Object.fromEntries(SOCKETS.map((name, i) => [`${name}_port`, ports[i]]));
  const content = {
    ...numbered,
    ip,
    key,
    transport: "tcp",
    signature_scheme: "hmac-sha256",
    kernel_name: "gradlab",
  };
  const close = () => {
    process.off("exit", close);
    rmSync(folder, { recursive: true, force: true });
  };
  process.on("exit", close);
  writeFileSync(file, JSON.stringify(content, null, 1), { mode: 0o600 });
  return {
    file,
    key,
    address: Object.fromEntries(
      SOCKETS.map((name, i) => [name, `tcp://${ip}:${ports[i]}`]),
    ) as Connection["address"],
    close,
  };
}

/**
 * What `start` makes of a connection. Another program may take one of its ports before a kernel does, which `wasTaken`
 * tells by the error: then it starts again on others.
 */
export async function onFreePorts<T>(
  start: (connection: Connection) => Promise<T>,
  wasTaken: (error: unknown) => boolean,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const connection = await newConnection();
    try {
      return await start(connection);
    } catch (error) {
      connection.close();
      if (!wasTaken(error) || attempt === ATTEMPTS) throw error;
    }
  }
}

function listen(host: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, host, () => resolve(server));
  });
}
