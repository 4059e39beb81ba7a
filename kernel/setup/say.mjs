/** Ends the program with a message for the person at the keyboard. */
export class SetupError extends Error {}

/** @param {string} text */
export function say(text) {
  console.log(`gradlab: ${text}`);
}

/**
 * Runs a program's main function; a `SetupError` is shown without its stack.
 *
 * @param {() => Promise<number>} main returns the exit code
 */
export async function runMain(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    console.error(error instanceof SetupError ? `gradlab: ${error.message}` : error);
    process.exitCode = 1;
  }
}
