import { sourceOf, type Source } from "../backend/webgpu/batch.js";
import { formulaSource } from "../backend/webgpu/formula.js";
import { DISPLAY, type Displayable } from "../display/bundle.js";
import { requireOneOf } from "../errors.js";
import { tex } from "../step.js";

type Explained = Source & { readonly formula: string };

const FUNCTIONS = ["functions"] as const;
const SHARED = ["functions", "blocks"] as const;

/** Arithmetic entry by entry, whose text is made for each formula that comes up: these are examples. */
const TANH = formulaSource({
  leaves: ["dense"],
  steps: [{ code: "tanh", operands: [0] }],
  results: [{ value: 1, layout: "dense" }],
});
const SUM = formulaSource({
  leaves: ["dense", "dense"],
  steps: [{ code: "add", operands: [0, 1] }],
  results: [{ value: 2, layout: "dense" }],
});
const MASK = formulaSource({
  leaves: ["dense", "constant"],
  steps: [
    { code: "keep", operands: [] },
    { code: "mul", operands: [0, 2] },
    { code: "mul", operands: [3, 1] },
  ],
  results: [{ value: 4, layout: "dense" }],
});

// prettier-ignore
const KERNELS = {
  unary:            { ...TANH, formula: tex`y_i = f(x_i), \quad \text{such as}\ \tanh x_i` },
  binary:           { ...SUM, formula: tex`y_i = a_i \circ b_i, \quad \text{such as}\ a_i + b_i` },
  reduce:           { file: "reduce", formula: tex`y_i = \sum_j x_{ij}` },
  matmul:           { file: "matmul", formula: tex`C_{ij} = \sum_p A_{ip} B_{pj}` },
  take:             { file: "take", formula: tex`y_{ij} = x_{r_i j}` },
  im2col:           { file: "windows", formula: tex`Y_{(c,u,v),(n,i,j)} = x_{n,\,c,\,si+u,\,sj+v}` },
  dropout:          { ...MASK, formula: tex`y_i = \frac{[\,u_i \ge p\,]}{1-p}\, x_i, \quad u = \text{Philox}(\text{seed}, i)` },
  normalize:        { file: "norm", uses: SHARED, formula: tex`y_i = \gamma \frac{x_i - \mu}{\sqrt{\sigma^2 + \varepsilon}} + \beta` },
  normalizeBack:    { file: "norm-back", uses: SHARED, formula: tex`dx_i = r \left(\gamma\,dy_i - \tfrac1m \sum_j \gamma\,dy_j - \tfrac1m \hat x_i \sum_j \gamma\,dy_j \hat x_j\right)` },
  crossEntropy:     { file: "softmax", uses: FUNCTIONS, formula: tex`\ell_i = \log \sum_j e^{s_{ij} - \max_k s_{ik}} - \left(s_{i y_i} - \max_k s_{ik}\right)` },
  crossEntropyBack: { file: "softmax-back", formula: tex`ds_{ij} = \left(p_{ij} - [\,j = y_i\,]\right) dL / N` },
  convolve:         { file: "convolution", formula: tex`y_{nfij} = \sum_{c,u,v} W_{fcuv}\, x_{n,\,c,\,si+u,\,sj+v} + b_f` },
  maxPool:          { file: "pooling", formula: tex`y_{ncij} = \max_{u,v} x_{n,\,c,\,si+u,\,sj+v}` },
  maxPoolBack:      { file: "pooling-back", formula: tex`dx_k = \sum_{\text{windows whose maximum is } k} dy` },
} as const satisfies Readonly<Record<string, Explained>>;

/** A kernel of the webgpu backend, by the name of what it computes. */
export type KernelName = keyof typeof KERNELS;

/** The text that a GPU compiles, and what it computes. Shown below each other in a notebook. */
export type KernelExplanation = Displayable & {
  /** What it computes, in LaTeX. */
  readonly formula: string;
  /** The kernel in WGSL, with the functions that it calls. */
  readonly wgsl: string;
  toString(): string;
};

/**
 * Shows how the webgpu backend computes something: its formula, and the kernel in WGSL, WebGPU's language.
 *
 * `name`: unary, binary, reduce, matmul, take, im2col, dropout, normalize, crossEntropy, convolve (both ways), maxPool,
 * or the way back:
 * normalizeBack, crossEntropyBack, maxPoolBack. No GPU is needed to read.
 *
 * @throws ValueError if name is another word.
 *
 * @example
 * explainKernel("matmul").formula; // "C_{ij} = \\sum_p A_{ip} B_{pj}"
 * explainKernel("matmul").wgsl.includes("@compute"); // true
 */
export function explainKernel(name: KernelName): KernelExplanation {
  requireOneOf("explainKernel", "name", name, Object.keys(KERNELS));
  const kernel: Explained = KERNELS[name];
  const { formula } = kernel;
  const wgsl = sourceOf(kernel);
  const text = `${formula}\n\n${wgsl}`;
  return {
    formula,
    wgsl,
    toString: () => text,
    [DISPLAY]: () => ({
      "text/markdown": `$$${formula}$$\n\n\`\`\`wgsl\n${wgsl}\n\`\`\``,
      "text/plain": text,
    }),
  };
}
