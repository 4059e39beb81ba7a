import { observe, type Work } from "../backend/observe.js";
import { DISPLAY, type Displayable, type MimeBundle } from "../display/bundle.js";
import { escapeHtml } from "../display/escape.js";
import { requireNumber } from "../errors.js";
import { Tensor } from "../tensor/tensor.js";

/** One operation, on operands of one size, over all runs. */
export type ProfileRow = {
  /** What was done; `entry by entry: mul add` is a formula that was worked out in one pass. */
  readonly operation: string;
  /** The shapes of the operands, or how many numbers came out. */
  readonly size: string;
  readonly calls: number;
  /** Milliseconds, without those of operations inside it. */
  readonly ms: number;
  /** Of the whole time, from 0 to 1. */
  readonly share: number;
  /** Bytes that had to be read and written. */
  readonly bytes: number;
};

export type ProfileOptions = {
  /** How often the work is done, at least 1; 1 by default. The first run of anything is slower than the others. */
  times?: number;
};

/** What is not spent in an operation: the code around them, and waiting. */
const BETWEEN = "between operations";

/** Rows that are shown; the others are counted together. */
const SHOWN = 15;

/**
 * Where time went, the longest first: see `profile`.
 *
 * @example
 * (await profile(() => zeros([3]).add(1))) instanceof Profile; // true
 */
export class Profile implements Displayable {
  constructor(
    readonly rows: readonly ProfileRow[],
    /** Milliseconds, of all runs. */
    readonly ms: number,
    readonly times: number,
  ) {}

  private get sentence(): string {
    const runs =
      this.times === 1 ? "" : ` for ${this.times} runs, ${text(this.ms / this.times)} ms each`;
    return `${text(this.ms)} ms${runs}`;
  }

  /** Rows of text, the head first. */
  private get table(): string[][] {
    const rest = this.rows.slice(SHOWN);
    const together = rest.length < 2 ? rest : [sumOf(`${rest.length} others`, rest)];
    const cells = [...this.rows.slice(0, SHOWN), ...together].map((row) => [
      row.operation,
      row.size,
      row.calls === 0 ? "" : String(row.calls),
      text(row.ms),
      `${(100 * row.share).toFixed(1)}%`,
      row.bytes === 0 ? "" : text(row.bytes / 1e6),
    ]);
    return [["operation", "size", "calls", "ms", "share", "MB"], ...cells];
  }

  toString(): string {
    const { table } = this;
    const widths = table[0].map((_, i) => Math.max(...table.map((row) => row[i].length)));
    const lines = table.map((row) =>
      row.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join("  "),
    );
    return [this.sentence, ...lines.map((line) => line.trimEnd())].join("\n");
  }
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
  [DISPLAY](): MimeBundle {
    const row = (tag: string, cells: readonly string[]): string =>
      `<tr>${cells.map((cell, i) => `<${tag} style="text-align:${i < 2 ? "left" : "right"}">${escapeHtml(cell)}</${tag}>`).join("")}</tr>`;
    const rows = this.table.map((cells, i) => row(i === 0 ? "th" : "td", cells)).join("");
    return {
      "text/html": `<div><b>${escapeHtml(this.sentence)}</b></div><table>${rows}</table>`,
      "text/plain": this.toString(),
    };
  }
}

const text = (value: number): string => value.toFixed(value < 9.95 ? 2 : value < 99.5 ? 1 : 0);

const sumOf = (operation: string, rows: readonly ProfileRow[]): ProfileRow => {
  const sum = (of: (row: ProfileRow) => number): number => rows.reduce((n, row) => n + of(row), 0);
  return {
    ...{ operation, size: "", calls: sum(({ calls }) => calls), ms: sum(({ ms }) => ms) },
    ...{ share: sum(({ share }) => share), bytes: sum(({ bytes }) => bytes) },
  };
};

/**
 * Where some work spends its time, by operation and size: a table in a notebook, and text elsewhere. The work may be
 * any code, such as a step of training; what it returns is worked out too, for tensors wait until they are needed.
 * The GPU of webgpu works beside the program: what its kernels take is told by its own clock, and not known where it has
 * none, which the table says.
 *
 * @throws TypeError if `work` is no function; ValueError if `times` is out of range; what the work throws.
 *
 * @example
 * const [a, b] = [randn([64, 300], new Random(1)), randn([300, 50], new Random(2))];
 * const { rows } = await profile(() => a.matmul(b).maximum(0), { times: 3 });
 * rows.find(({ operation }) => operation === "matmul").calls; // 3
 */
export async function profile(
  work: () => unknown,
  { times = 1 }: ProfileOptions = {},
): Promise<Profile> {
  if (typeof work !== "function")
    throw new TypeError(
      `profile: work must be a function, such as () => step(), got ${typeof work}`,
    );
  requireNumber("profile", "times", times, { min: 1, integer: true });
  const found = new Map<string, { work: Work; calls: number; ms: number; bytes: number }>();
  const end = observe((piece, ms) => {
    const key = `${piece.op} ${piece.size}`;
    const row = found.get(key) ?? { work: piece, calls: 0, ms: 0, bytes: 0 };
    found.set(key, row);
    row.calls++;
    row.ms += ms;
    row.bytes += piece.bytes;
  });
  let all = 0;
  try {
    for (let run = 0; run < times; run++) {
      const began = performance.now();
      workOut(await work());
      all += performance.now() - began;
    }
  } finally {
    end();
  }
  const rows = [...found.values()].map(({ work: { op, size }, calls, ms, bytes }) => ({
    ...{ operation: op, size, calls, ms, share: ms / all, bytes },
  }));
  const rest = Math.max(0, all - rows.reduce((sum, { ms }) => sum + ms, 0));
  const between = { operation: BETWEEN, size: "", calls: 0, ms: rest, share: rest / all, bytes: 0 };
  return new Profile(
    [...rows, between].sort((a, b) => b.ms - a.ms),
    all,
    times,
  );
}

/** Has the numbers of all tensors in a result worked out. */
function workOut(value: unknown): void {
  if (value instanceof Tensor) value.backend.read(value.view.storage);
  else if (Array.isArray(value) || (value && Object.getPrototypeOf(value) === Object.prototype))
    Object.values(value).forEach(workOut);
}
