"""Makes nonlinearities.json, margins.json and norms.json beside this file, by PyTorch 1.13.1 in float64.

    python make-layers.py

The form of the files, and what to install, stand in reference.py.
"""

import torch
import torch.nn.functional as F

from reference import case, layer, leaf, write


def activations():
    """Shapes of one column, one row and four axes; inputs near 0 and far from it."""
    plain = {
        "sigmoid": torch.sigmoid,
        "tanh": torch.tanh,
        "silu": F.silu,
        "mish": F.mish,
        "selu": F.selu,
        "relu6": F.relu6,
        "hardswish": F.hardswish,
    }
    shapes = [(1, 9), (7, 1), (2, 3, 2, 3)]
    cases = []
    for op, f in plain.items():
        for i, shape in enumerate(shapes):
            params = {"op": op}
            cases.append(layer(f"{op}_{i}", params, lambda x, f=f: f(x), {"x": leaf(*shape, scale=4 * 3**i)}))
    for slope in (0.3, -0.2):
        params = {"op": "leaky_relu", "negative_slope": slope}
        cases.append(layer(f"leaky_relu_{slope}", params, lambda x: F.leaky_relu(x, slope), {"x": leaf(4, 5)}))
    for alpha in (0.4, 2.5):
        params = {"op": "elu", "alpha": alpha}
        cases.append(layer(f"elu_{alpha}", params, lambda x: F.elu(x, alpha), {"x": leaf(4, 5, scale=2)}))
    for form in ("none", "tanh"):
        for scale in (1, 6):
            params = {"op": "gelu", "approximate": form}
            x = leaf(3, 11, scale=scale)
            cases.append(layer(f"gelu_{form}_{scale}", params, lambda x: F.gelu(x, approximate=form), {"x": x}))
    for beta, threshold in [(0.5, 20), (3, 4)]:
        params = {"op": "softplus", "beta": beta, "threshold": threshold}
        x = leaf(5, 7, scale=8)
        cases.append(layer(f"softplus_{beta}", params, lambda x: F.softplus(x, beta, threshold), {"x": x}))
    for shape, slopes in [((4, 3), 3), ((1, 2, 5), 2), ((2, 3, 2, 2), 1)]:
        inputs = {"x": leaf(*shape), "a": leaf(slopes)}
        cases.append(layer(f"prelu_{slopes}", {"op": "prelu"}, lambda x, a: F.prelu(x, a), inputs))
    for axis, shape in [(0, (4, 3)), (1, (2, 5, 3)), (-1, (1, 1))]:
        for op, f in [("softmax", F.softmax), ("log_softmax", F.log_softmax)]:
            params = {"op": op, "axis": axis}
            x = leaf(*shape, scale=5)
            cases.append(layer(f"{op}_{axis}", params, lambda x, f=f: f(x, dim=axis), {"x": x}))
    for k, d, m in [(1, 3, 2), (3, 1, 4)]:
        inputs = {"x": leaf(4, d), "W": leaf(k, m, d), "b": leaf(k, m)}
        maxout = lambda x, W, b: (torch.einsum("nd,kmd->nkm", x, W) + b).max(1).values
        cases.append(layer(f"maxout_{k}", {"op": "maxout"}, maxout, inputs))
    write("nonlinearities", cases)


def margins():
    cases = []
    for n, classes, margin, p in [(4, 6, 0.5, 1), (1, 2, 2.0, 2), (3, 1, 1.0, 1)]:
        scores, y = leaf(n, classes, scale=2), torch.randint(classes, (n,))
        loss = F.multi_margin_loss(scores, y, p=p, margin=margin)
        (d,) = torch.autograd.grad(loss, scores)
        expected = {
            "torch_loss_mean": loss,
            "torch_dscores_mean": d,
            "cs231n_loss_mean": loss * classes,
            "cs231n_dscores_mean": d * classes,
            "cs231n_loss_each": F.multi_margin_loss(scores, y, p=p, margin=margin, reduction="none") * classes,
        }
        params = {"op": "multiclass_hinge", "margin": margin, "p": p}
        cases.append(case(f"hinge_{n}x{classes}", params, {"scores": scores, "y": y}, expected))
    beta = 0.4
    for op, params, f in [
        ("mse", {}, F.mse_loss),
        ("l1", {}, F.l1_loss),
        ("smooth_l1", {"beta": beta}, lambda x, y, reduction: F.smooth_l1_loss(x, y, reduction=reduction, beta=beta)),
        ("bce_with_logits", {}, F.binary_cross_entropy_with_logits),
    ]:
        for shape in [(1,), (3, 2, 4)]:
            x, y = leaf(*shape, scale=3), torch.rand(*shape)
            expected = {}
            for reduction in ("mean", "sum"):
                loss = f(x, y, reduction=reduction)
                (expected[f"dx_{reduction}"],) = torch.autograd.grad(loss, x)
                expected[f"loss_{reduction}"] = loss
            cases.append(case(f"{op}_{len(shape)}", {"op": op, **params}, {"x": x, "y": y}, expected))
    write("margins", cases)


def norms():
    cases = []
    for shape, trailing, affine in [((1, 7), 1, True), ((4, 1, 3), 2, True), ((3, 5), 1, False)]:
        sizes = shape[-trailing:]
        inputs = {"x": leaf(*shape, scale=3, shift=2)}
        if affine:
            inputs |= {"gamma": leaf(*sizes), "beta": leaf(*sizes)}
        f = lambda x, gamma=None, beta=None: F.layer_norm(x, sizes, gamma, beta, eps=0.003)
        params = {"op": "layer_norm", "eps": 0.003, "normalized_shape": list(sizes)}
        cases.append(layer(f"layer_norm_{trailing}_{affine}", params, f, inputs))
    for shape, groups in [((1, 8, 3, 1), 4), ((2, 10, 2), 5), ((3, 4), 1)]:
        inputs = {"x": leaf(*shape, shift=1), "gamma": leaf(shape[1]), "beta": leaf(shape[1])}
        f = lambda x, gamma, beta: F.group_norm(x, groups, gamma, beta, eps=0.01)
        params = {"op": "group_norm", "eps": 0.01, "num_groups": groups}
        cases.append(layer(f"group_norm_{groups}", params, f, inputs))
    for shape in [(1, 1, 2, 3), (2, 3, 5), (2, 2, 2, 1, 3)]:
        inputs = {"x": leaf(*shape, shift=1), "gamma": leaf(shape[1]), "beta": leaf(shape[1])}
        f = lambda x, gamma, beta: F.instance_norm(x, weight=gamma, bias=beta, eps=0.02)
        params = {"op": "instance_norm", "eps": 0.02}
        cases.append(layer(f"instance_norm_{len(shape)}", params, f, inputs))
    for shape in [(1, 5), (2, 1, 4)]:
        inputs = {"x": leaf(*shape, shift=1), "gamma": leaf(shape[-1])}
        f = lambda x, gamma: x / (x.pow(2).mean(-1, keepdim=True) + 0.05).sqrt() * gamma
        cases.append(layer(f"rms_norm_{len(shape)}", {"op": "rms_norm", "eps": 0.05}, f, inputs))
    for dim, shape in [(0, (3, 4)), (0, (2, 3, 1, 2))]:
        inputs = {"v": leaf(*shape), "g": leaf(shape[0])}
        f = lambda v, g: torch._weight_norm(v, g.reshape(-1, *[1] * (v.dim() - 1)), dim)
        cases.append(layer(f"weight_norm_{len(shape)}", {"op": "weight_norm"}, f, inputs))
    write("norms", cases)


if __name__ == "__main__":
    torch.manual_seed(21)
    for make in (activations, margins, norms):
        make()
