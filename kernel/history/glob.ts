/**
 * Whether the whole text matches a pattern of `*` (any text) and `?` (any character). Goes back to
 * the last star only, so that no pattern takes longer than text × pattern.
 */
export function matchesGlob(text: string, pattern: string): boolean {
  let at = 0;
  let p = 0;
  let star = -1;
  let resume = 0;
  while (at < text.length) {
    if (pattern[p] === "*") {
      star = p++;
      resume = at;
    } else if (p < pattern.length && (pattern[p] === "?" || pattern[p] === text[at])) {
      p++;
      at++;
    } else if (star >= 0) {
      p = star + 1;
      at = ++resume;
    } else return false;
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}
