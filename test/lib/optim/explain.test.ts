import { describe, expect, test } from "vitest";
import { ValueError } from "../../../lib/errors.js";
import { DISPLAY } from "../../../lib/display/bundle.js";
import * as adagrad from "../../../lib/optim/adagrad.js";
import * as adam from "../../../lib/optim/adam.js";
import { explain, type Explainable } from "../../../lib/optim/explain.js";
import { unroll } from "../../../lib/optim/explain/unroll.js";
import { writeNumber, type Notation } from "../../../lib/optim/explain/write-formula.js";
import * as momentum from "../../../lib/optim/momentum.js";
import * as nesterov from "../../../lib/optim/nesterov.js";
import * as rmsprop from "../../../lib/optim/rmsprop.js";
import { tensor } from "../../../lib/tensor/create.js";

const lines = async <Options>(...given: Parameters<typeof explain<Options>>): Promise<string[]> =>
  (await explain(...given)).toString().split("\n");

test("numbers are written to four digits", () => {
  const notation = { minus: "−" } as Notation;
  expect([0.123456, -2 / 3, 12].map((x) => writeNumber(x, notation))).toEqual([
    "0.1235",
    "−0.6667",
    "12",
  ]);
});

describe("explain", () => {
  test("writes momentum's v₁ … v₄ as the lecture does", async () => {
    expect(await lines(momentum, 4)).toEqual([
      "v₁ = ρ v₀ + g₁ = g₁",
      "v₂ = ρ v₁ + g₂ = ρ g₁ + g₂",
      "v₃ = ρ v₂ + g₃ = ρ² g₁ + ρ g₂ + g₃",
      "v₄ = ρ v₃ + g₄ = ρ³ g₁ + ρ² g₂ + ρ g₃ + g₄",
    ]);
    expect(await lines(nesterov, 4)).toEqual(await lines(momentum, 4));
    expect((await lines(momentum, 3, { options: { form: "step" } }))[2]).toBe(
      "v₃ = ρ v₂ − α g₃ = −α ρ² g₁ − α ρ g₂ − α g₃",
    );
  });

  test("writes AdaGrad's sum, RMSProp's average and both of Adam's", async () => {
    expect((await lines(adagrad, 4))[3]).toBe("h₄ = h₃ + g₄² = g₁² + g₂² + g₃² + g₄²");
    expect((await lines(rmsprop, 2))[1]).toBe(
      "h₂ = β h₁ + (1 − β) g₂² = (1 − β) β g₁² + (1 − β) g₂²",
    );
    expect((await lines(adam, 2)).map((line) => line.split(" = ").at(-1))).toEqual([
      "(1 − β₁) g₁",
      "(1 − β₁) β₁ g₁ + (1 − β₁) g₂",
      "(1 − β₂) g₁²",
      "(1 − β₂) β₂ g₁² + (1 − β₂) g₂²",
    ]);
  });

  test("puts numbers in place of the symbols", async () => {
    const values = { rho: 0.9, alpha: 0.1 };
    expect((await lines(momentum, 3, { values }))[2]).toMatch(/ = 0.81 g₁ \+ 0.9 g₂ \+ g₃$/);
    const step = await lines(momentum, 2, { options: { form: "step" }, values });
    expect(step[1]).toMatch(/ = −0.09 g₁ − 0.1 g₂$/);
  });

  test("is LaTeX, and MathML in a notebook", async () => {
    const written = await explain(rmsprop, 12);
    expect(written.latex[0]).toBe(
      String.raw`h_{1} = \beta \, h_{0} + (1 - \beta) \, g_{1}^{2} = (1 - \beta) \, g_{1}^{2}`,
    );
    expect(written.latex[11]).toContain(String.raw`\beta^{11} \, g_{1}^{2} +`);
    const shown = written[DISPLAY]();
    expect(shown["text/html"]).toMatch(/<math.*<\/math>/s);
    expect(shown["text/html"]).not.toContain("katex-error");
    expect(shown["text/plain"]).toBe(written.toString());
  });

  test("says what the optimizers do: the weights give their state", async () => {
    const gradients = [2, -3, 0.5, 7];
    const values = { rho: 0.8, alpha: 0.3, beta: 0.8, beta1: 0.7, beta2: 0.6 };
    const sumsOf = async (rules: Record<string, string>): Promise<Record<string, number>> => {
      const sums: Record<string, number> = {};
      for (const [name, rule] of Object.entries(rules)) {
        const line = (await unroll(name, rule, 4))[3];
        const scope = Object.fromEntries(gradients.map((g, i) => [`g${i + 1}`, g]));
        sums[name] = line.terms.reduce(
          (sum, term) =>
            sum +
            Number(term.coefficient.evaluate({ ...values })) *
              Number(term.gradient.evaluate(scope)),
          0,
        );
      }
      return sums;
    };
    const start = tensor([1]);
    const walk = <State>(
      update: (g: typeof start, state: State) => { state: State },
      state: State,
    ): State => gradients.reduce((before, g) => update(tensor([g]), before).state, state);
    const step = { lr: 0.3, rho: 0.8, form: "step" } as const;
    const found = {
      step: walk(
        (g, state) => momentum.update(start, g, state, step),
        momentum.init(start),
      ).v.item(),
      rms: walk(
        (g, state) => rmsprop.update(start, g, state, { beta: 0.8 }),
        rmsprop.init(start),
      ).h.item(),
      adagrad: walk((g, state) => adagrad.update(start, g, state), adagrad.init(start)).h.item(),
    };
    expect((await sumsOf(momentum.memory(step))).v).toBeCloseTo(found.step, 12);
    expect((await sumsOf(rmsprop.memory())).h).toBeCloseTo(found.rms, 12);
    expect((await sumsOf(adagrad.memory())).h).toBeCloseTo(found.adagrad, 12);
    const betas = { beta1: 0.7, beta2: 0.6 };
    const state = walk((g, before) => adam.update(start, g, before, betas), adam.init(start));
    const sums = await sumsOf(adam.memory());
    expect(sums.m).toBeCloseTo(state.m.item(), 12);
    expect(sums.v).toBeCloseTo(state.v.item(), 12);
  });

  test("refuses what it cannot write", async () => {
    await expect(explain(momentum, 0)).rejects.toThrow(
      new ValueError("explain: n must be an integer from 1 to 20, got 0"),
    );
    await expect(explain({} as Explainable<unknown>, 2)).rejects.toThrow(
      "explain: expected an optimizer that remembers, got one without memory",
    );
    await expect(explain(adam, 2, { values: { beta1: 0.9 } })).rejects.toThrow(
      "explain: values must hold a finite number for beta2, got undefined",
    );
    await expect(explain({ memory: () => ({ u: "u^2 + g" }) }, 2)).rejects.toThrow(
      "explain: the rule of u must be linear in u, got u^2 + g",
    );
    await expect(explain({ memory: () => ({ u: "u + sqrt(g)" }) }, 2)).rejects.toThrow(
      "explain: a rule must be made of +, −, products and powers, got sqrt(g1)",
    );
  });
});
