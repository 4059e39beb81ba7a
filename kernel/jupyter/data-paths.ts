import { homedir } from "node:os";
import { join } from "node:path";

type Environment = Record<string, string | undefined>;

/** Jupyter's per-user data folder (https://docs.jupyter.org/en/stable/use/jupyter-directories.html). */
export function userDataFolder(
  platform: NodeJS.Platform = process.platform,
  env: Environment = process.env,
  home: string = homedir(),
): string {
  if (env.JUPYTER_DATA_DIR) return env.JUPYTER_DATA_DIR;
  if (platform === "darwin") return join(home, "Library", "Jupyter");
  if (platform === "win32") {
    return env.APPDATA ? join(env.APPDATA, "jupyter") : join(home, ".jupyter", "data");
  }
  return join(env.XDG_DATA_HOME ?? join(home, ".local", "share"), "jupyter");
}

/** The data folder of what is installed under a prefix, such as `sys.prefix` of a Python. */
export function prefixDataFolder(prefix: string): string {
  return join(prefix, "share", "jupyter");
}
