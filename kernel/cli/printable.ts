/**
 * A stranger's text on one line of a terminal: a name or a message could move the cursor, hide what stands before it or
 * turn the line around.
 */
export const printable = (text: string): string =>
  text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "�");
