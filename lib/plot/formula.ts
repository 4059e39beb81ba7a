import katex from "katex";

/**
 * LaTeX as a line of text for terminals and drawings: `\hat x_i = r \, c_i` is x̂ᵢ = r cᵢ. KaTeX reads the LaTeX and
 * gives MathML, a small tree of elements; this writes that tree as text.
 */

type Node = { tag: string; children: Node[]; text: string };

const TAGS = /<(\/?)([a-z]+)[^>]*?(\/?)>|[^<]+/g;

/** KaTeX's MathML, which is always well-formed. */
function parse(source: string): Node {
  const root: Node = { tag: "", children: [], text: "" };
  const open = [root];
  for (const [part, close, tag, empty] of source.matchAll(TAGS)) {
    const top = open[open.length - 1];
    if (!part.startsWith("<")) top.text += part;
    else if (close) open.pop();
    else {
      const node = { tag, children: [], text: "" };
      top.children.push(node);
      if (!empty) open.push(node);
    }
  }
  return root;
}

const ENTITIES: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"', "#x27": "'" };
const decode = (text: string): string =>
  text.replace(/&(#?\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole);

const SUPERSCRIPTS = new Map(
  Array.from("0123456789+−=()abcdefghijklmnoprstuvwxyz⊤", (c, i) => [
    c,
    Array.from("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀ")[i],
  ]),
);
const SUBSCRIPTS = new Map(
  Array.from("0123456789+−=()aehijklmnoprstuvx", (c, i) => [
    c,
    Array.from("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")[i],
  ]),
);

/** Small letters where there are any for all of the text, else `mark` in front of it, in brackets if it is long. */
function small(text: string, letters: ReadonlyMap<string, string>, mark: string): string {
  const characters = Array.from(text.replaceAll(" ", ""));
  if (characters.every((c) => letters.has(c)))
    return characters.map((c) => letters.get(c)).join("");
  return characters.length === 1 || /^[\p{Ll}\p{Lu}]+$/u.test(text)
    ? mark + text
    : `${mark}(${characters.join("")})`;
}
const sup = (text: string): string => (/^′+$/.test(text) ? text : small(text, SUPERSCRIPTS, "^"));
/** Indices need no commas between letters: n,i,j is ₙᵢⱼ. */
const sub = (text: string): string =>
  small(/^\p{L}(, ?\p{L})+$/u.test(text) ? text.replace(/, ?/g, "") : text, SUBSCRIPTS, "_");

/** What needs no brackets inside a fraction or under a root: a number, or a name with its marks. */
const isAtom = (text: string): boolean => /^(\d+(\.\d+)?|\P{N}?[\p{M}\p{No}\p{Lm}ⁱ]*)$/u.test(text);
const bracket = (text: string): string => (isAtom(text) ? text : `(${text})`);

const ACCENTS: Record<string, string> = {
  "^": "\u0302",
  "~": "\u0303",
  ˉ: "\u0304",
  "˙": "\u0307",
};
const FRACTIONS: Record<string, string> = { "1/2": "½", "1/4": "¼", "3/4": "¾" };
const SPACED = new Set(Array.from("+−=<>≤≥≠∼←→⋅⋆∈∧∨≈⊙∗×"));
const BIG = new Set(Array.from("∑∏∫"));

/** A node that only holds another one, such as a style, as that one. */
const core = (node: Node): Node =>
  ["mrow", "mstyle"].includes(node.tag) && node.children.length === 1
    ? core(node.children[0])
    : node;

/** Whether a space must come after it: a sum, a fraction, max over k, or an index written out (x_nc). */
function endsOpen(node: Node, text: string): boolean {
  const { tag, children } = core(node);
  if (tag === "mfrac") return text.includes("/");
  if (!/^(msub|msup|msubsup|munder|munderover|mo)$/.test(tag)) return false;
  const base = tag === "mo" ? text : write(children[0]);
  return BIG.has(base) || (tag !== "mo" && /^\p{L}{2,}$/u.test(base)) || /_\p{L}+$/u.test(text);
}

/** Texts in a row. Signs between two of them get spaces, a sign in front of one (−x) does not. */
function row(nodes: readonly Node[]): string {
  let out = "";
  let applies = false; // whether a function's name stands before
  for (const node of nodes) {
    const text = write(node);
    const before = out.trimEnd();
    const begins = before === "" || /[([{,+−=<>≤≥∼←⋅]$/u.test(before);
    if (text === "\u2061") out += " ";
    else if (node.tag === "mo" && SPACED.has(text))
      out = begins && text === "−" ? out + text : `${before} ${text} `;
    else if (node.tag === "mo" && text === ",") out = `${before}, `;
    else if (applies && /^[([]/.test(text)) out = before + text;
    else {
      const word = /^([\p{Ll}\p{Lu}]{2,}|\d+\/.*)$/u.test(text) && node.tag !== "mtext";
      out += (word && /[\p{L}\p{N})]$/u.test(out) ? " " : "") + text;
      if (endsOpen(node, text)) out += " ";
    }
    applies = text === "\u2061";
  }
  return out
    .replace(/\s+/g, " ")
    .replace(/ (?=[)\]/])/g, "")
    .trim();
}

function write({ tag, children, text }: Node): string {
  const part = (i: number): string => write(children[i]);
  switch (tag) {
    case "mi":
    case "mn":
    case "mo":
      return decode(text);
    case "mtext":
      return decode(text);
    case "mspace":
      return " ";
    case "annotation":
      return "";
    case "msub":
    case "munder":
      return part(0) + sub(part(1));
    case "msup":
      return part(0) + sup(part(1));
    case "msubsup":
    case "munderover":
      return part(0) + sub(part(1)) + sup(part(2));
    case "mover":
      return part(0) + (ACCENTS[part(1)] ?? sup(part(1)));
    case "mfrac": {
      const text = `${bracket(part(0))}/${bracket(part(1))}`;
      return FRACTIONS[text] ?? text;
    }
    case "msqrt":
      return `√${bracket(row(children))}`;
    default:
      return row(children);
  }
}

/** A formula as a line of text; one that KaTeX cannot read as it is. */
export function readable(formula: string): string {
  try {
    const source = katex.renderToString(formula, { output: "mathml", throwOnError: true });
    return write(parse(source));
  } catch {
    return formula;
  }
}
