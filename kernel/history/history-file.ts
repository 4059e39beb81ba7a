import { homedir } from "node:os";
import { join } from "node:path";

type Environment = Record<string, string | undefined>;

/**
 * Where the history is kept: by GRADLAB_HISTORY, a file's path or `off`, else in the user's data
 * folder.
 */
export function historyFile(
  platform: NodeJS.Platform = process.platform,
  env: Environment = process.env,
  home: string = homedir(),
): string | undefined {
  if (env.GRADLAB_HISTORY) return env.GRADLAB_HISTORY === "off" ? undefined : env.GRADLAB_HISTORY;
  return join(dataFolder(platform, env, home), "gradlab", "history.jsonl");
}

function dataFolder(platform: NodeJS.Platform, env: Environment, home: string): string {
  if (platform === "darwin") return join(home, "Library", "Application Support");
  if (platform === "win32") return env.LOCALAPPDATA ?? join(home, "AppData", "Local");
  return env.XDG_DATA_HOME ?? join(home, ".local", "share");
}
