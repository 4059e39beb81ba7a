import { join } from "node:path";
import process from "node:process";

/**
 * What a program of Jupyter's is run with: a reader's settings, data sets and running servers are
 * neither seen nor touched.
 */
export function freshEnvironment(folder: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    GRADLAB_DATA: undefined,
    JUPYTER_CONFIG_DIR: join(folder, "config"),
    JUPYTER_DATA_DIR: join(folder, "data"),
    JUPYTER_RUNTIME_DIR: join(folder, "runtime"),
    XDG_CACHE_HOME: join(folder, "cache"),
  };
}
