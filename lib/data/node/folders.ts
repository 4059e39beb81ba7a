import { homedir } from "node:os";
import { join } from "node:path";

/** Where downloads are kept: the place that each system has for files that can be fetched again. */
export function cacheFolder(
  env: Record<string, string | undefined> = process.env,
  platform: string = process.platform,
): string {
  const named = platform === "win32" ? env.LOCALAPPDATA : env.XDG_CACHE_HOME;
  if (named) return join(named, "gradlab");
  if (platform === "win32") return join(homedir(), "AppData", "Local", "gradlab");
  if (platform === "darwin") return join(homedir(), "Library", "Caches", "gradlab");
  return join(homedir(), ".cache", "gradlab");
}
