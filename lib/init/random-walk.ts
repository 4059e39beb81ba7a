import { requireOneOf } from "../errors.js";
import { fansOf } from "./fans.js";
import { draw, type Initializer } from "./initializer.js";

/**
 * Random walk initialization (Sussillo & Abbott 2014, https://arxiv.org/abs/1412.6558): std g/√N. Over many layers
 * the log of the gradient's norm walks at random; g is chosen so that the walk does not drift, a little more than
 * He's √2: g = √2·exp(1.2/(max(N, 6) − 2.4)) for ReLUs, g = exp(1/(2N)) for linear layers.
 *
 * Shapes: (D, M) or (F, C, kH, kW). N is the fan in; in the paper all layers are equally wide.
 *
 * @throws ShapeError if the shape is neither.
 *
 * @example
 * init.randomWalk()([100, 100], new Random(1)).shape; // [100, 100]
 */
export function randomWalk({
  nonlinearity = "relu",
}: { nonlinearity?: "relu" | "linear" } = {}): Initializer {
  requireOneOf("init.randomWalk", "nonlinearity", nonlinearity, ["relu", "linear"]);
  return (shape, rng, options) => {
    const N = fansOf(shape, "init.randomWalk").in;
    const g =
      nonlinearity === "relu"
        ? Math.SQRT2 * Math.exp(1.2 / (Math.max(N, 6) - 2.4))
        : Math.exp(1 / (2 * N));
    return draw("init.randomWalk", "normal", g / Math.sqrt(N), shape, rng, options);
  };
}
