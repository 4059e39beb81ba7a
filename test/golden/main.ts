import { GoldenError } from "./case.js";
import { runGolden } from "./run.js";

/** `npm run golden -- DIR`: holds the library against a folder of reference values. */
function main(paths: readonly string[]): number {
  if (paths.length !== 1) {
    console.error(
      "usage: npm run golden -- DIR (a folder of .json files of cases, or one such file)",
    );
    return 2;
  }
  try {
    const { lines, failed } = runGolden(paths[0]);
    console.log(lines.join("\n"));
    return failed > 0 ? 1 : 0;
  } catch (error) {
    if (!(error instanceof GoldenError)) throw error;
    console.error(error.message);
    return 1;
  }
}

process.exitCode = main(process.argv.slice(2));
