/** The name that a misspelled one was meant to be, if one is at most two letters away. */
export const closest = (name: string, names: readonly string[]): string | undefined =>
  names.find((each) => distance(each, name) <= 2);

/** How many letters must be changed, added or left out (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const above = row;
    row = [i];
    for (let j = 1; j <= b.length; j++)
      row[j] = Math.min(
        above[j] + 1,
        row[j - 1] + 1,
        above[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1),
      );
  }
  return row[b.length];
}
