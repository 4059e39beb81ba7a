import { homedir } from "node:os";
import { join } from "node:path";

type Environment = Record<string, string | undefined>;

/**
 * Where the kernel keeps what it could make anew: by GRADLAB_KERNEL_CACHE, a folder's path or
 * `off`, else in the user's cache folder.
 */
export function cacheFolder(
  platform: NodeJS.Platform = process.platform,
  env: Environment = process.env,
  home: string = homedir(),
): string | undefined {
  const chosen = env.GRADLAB_KERNEL_CACHE;
  if (chosen) return chosen === "off" ? undefined : chosen;
  return join(userFolder(platform, env, home), "gradlab", "kernel");
}

function userFolder(platform: NodeJS.Platform, env: Environment, home: string): string {
  if (platform === "darwin") return join(home, "Library", "Caches");
  if (platform === "win32") return env.LOCALAPPDATA ?? join(home, "AppData", "Local");
  return env.XDG_CACHE_HOME ?? join(home, ".cache");
}
