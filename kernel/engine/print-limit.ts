/** Characters of text that one cell may print; more would choke the page and the notebook's file. */
const LIMIT = 4 * 1024 * 1024;

const NOTICE =
  "\n[gradlab: this cell has printed 4 MB; the cell goes on, but what it prints from here on is not shown]\n";

/** Lets a cell's first megabytes of text pass, then a notice, then nothing. */
export class PrintLimit {
  #left = LIMIT;

  /** What may be shown of `text`. */
  admit(text: string): string {
    if (this.#left <= 0) return "";
    const shown = text.length <= this.#left ? text : text.slice(0, this.#left) + NOTICE;
    this.#left -= text.length;
    return shown;
  }
}
