import { describe, expect, test } from "vitest";
import { tex } from "../../../lib/step.js";
import { readable } from "../../../lib/plot/formula.js";

describe("readable", () => {
  test.each([
    [tex`\mu = \tfrac1N \sum_i x_i`, "μ = 1/N ∑ᵢ xᵢ"],
    [tex`r = (\sigma^2 + \epsilon)^{-1/2}`, "r = (σ² + ϵ)^(−1/2)"],
    [tex`\hat x_i = r \, c_i`, "x̂ᵢ = r cᵢ"],
    [tex`d\sigma^2 = -\tfrac12 r^3 \, dr`, "dσ² = −½r³ dr"],
    [tex`dX = dY\,W^\top`, "dX = dY Wᵀ"],
    [tex`y = \max(0, x) + a \min(0, x)`, "y = max(0, x) + a min(0, x)"],
    [tex`z_{ij} = s_{ij} - \max_k s_{ik}`, "zᵢⱼ = sᵢⱼ − maxₖ sᵢₖ"],
    [tex`\log p_{ij} = z_{ij} - \log Z_i`, "log pᵢⱼ = zᵢⱼ − log Zᵢ"],
    [tex`y_{nc} = \tfrac{z_{nc}}{1-p} x_{nc}`, "y_nc = (z_nc)/(1 − p) x_nc"],
    [tex`\mu_{run} = (1-m)\,\mu_{run} + m\,\mu`, "μᵣᵤₙ = (1 − m) μᵣᵤₙ + m μ"],
    [
      tex`\theta_t = \theta_{t-1} - \alpha \hat m_t / (\sqrt{\hat v_t} + \epsilon)`,
      "θₜ = θₜ₋₁ − αm̂ₜ/(√v̂ₜ + ϵ)",
    ],
    [tex`dx = dy \cdot \mathbf 1[-3 < x \le 3]`, "dx = dy ⋅ 1[−3 < x ≤ 3]"],
    [tex`z \sim \operatorname{Bernoulli}(1 - p)`, "z ∼ Bernoulli(1 − p)"],
    [tex`db_f = \sum_{n,i,j} dy_{nfij}`, "db_f = ∑ₙᵢⱼ dy_nfij"],
    [tex`y_{n,(chw)} = x_{nchw}`, "y_(n,(chw)) = x_nchw"],
    [tex`W' = a W`, "W′ = aW"],
    ["", ""],
  ])("%s", (formula, text) => {
    expect(readable(formula)).toBe(text);
  });

  test("leaves a formula that is none as it is", () => {
    expect(readable(tex`\frac{`)).toBe(tex`\frac{`);
  });
});
