import type { Gradebook } from "../gradebook/gradebook.js";
import type { Reported } from "./reports.js";

/**
 * Writes all reports on an exercise to a folder: `class.html`, `results.csv`, `feedback/NAME.html`,
 * `gradescope/NAME/results.json`, `similarity.html` and, where it has reflections, `reflections.csv` and
 * `reflections.html`.
 */
export async function writeReports(
  gradebook: Gradebook,
  name: string,
  folder: string,
): Promise<Reported> {
  // Loaded here: what draws and typesets takes longer to load than all that grades.
  const { writeAll } = await import("./reports.js");
  return writeAll(gradebook, name, folder);
}
