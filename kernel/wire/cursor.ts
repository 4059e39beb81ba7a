/**
 * Jupyter counts a cursor's place in Unicode code points, JavaScript in UTF-16 units: an emoji is
 * one of the former and two of the latter. Places beyond the text are its end.
 */
export function toUtf16(text: string, codePoints: number): number {
  let at = 0;
  for (let n = 0; n < codePoints && at < text.length; n++) at += lengthAt(text, at);
  return at;
}

export function toCodePoints(text: string, utf16: number): number {
  let n = 0;
  for (let at = 0; at < utf16 && at < text.length; n++) at += lengthAt(text, at);
  return n;
}

function lengthAt(text: string, at: number): 1 | 2 {
  return (text.codePointAt(at) as number) > 0xffff ? 2 : 1;
}
