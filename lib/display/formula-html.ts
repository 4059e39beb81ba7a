import katex from "katex";

/**
 * Browsers lean a lone letter by one of its own kind (𝜎 for σ), which only fonts for formulas have: where there is
 * none, a Greek one would be an empty box.
 */
const GREEK = /<mi>([\u0370-\u03ff])<\/mi>/g;
const LEANING = '<mi style="text-transform:none;font-style:italic">$1</mi>';

/** A formula in LaTeX as MathML, which a page draws by itself, without fonts, styles or scripts. */
export const formulaHtml = (latex: string): string =>
  katex.renderToString(latex, { output: "mathml", throwOnError: false }).replaceAll(GREEK, LEANING);
