"""Makes linear.json, activations.json, losses.json, batch_norm.json, nets.json and optimizers.json beside this file.

    python make-reference.py

The form of the files, and what to install, stand in reference.py.
"""

import torch
import torch.nn.functional as F

from reference import case, leaf, write


def linear():
    cases = []
    for name, rows, (d, m), bias in [
        ("wide", (4,), (11, 3), True),
        ("one_row_no_bias", (1,), (3, 8), False),
        ("four_axes", (2, 3, 2), (6, 5), True),
        ("a_single_vector_as_row", (1,), (13, 1), True),
    ]:
        x, W, dy = leaf(*rows, d), leaf(m, d, scale=0.3), torch.randn(*rows, m)
        b = leaf(m) if bias else None
        y = F.linear(x, W, b)
        y.backward(dy)
        inputs, expected = {"x": x, "W": W, "dy": dy}, {"y": y, "dx": x.grad, "dW": W.grad}
        if bias:
            inputs["b"], expected["db"] = b, b.grad
        cases.append(case(name, {"op": "linear"}, inputs, expected))
    write("linear", cases)


def relu():
    x = leaf(4, 6)
    with torch.no_grad():
        x[0, :3] = torch.tensor([0.0, -0.0, 1e-300])
    dy = torch.randn(4, 6)
    y = F.relu(x)
    y.backward(dy)
    write("activations", [case("relu_with_zeros", {"op": "relu"}, {"x": x, "dy": dy}, {"y": y, "dx": x.grad})])


def softmax_cross_entropy():
    cases = []
    for name, (n, c), scale, smoothing, weighted in [
        ("ordinary", (6, 4), 2.0, 0.0, False),
        ("one_row", (1, 7), 1.0, 0.0, False),
        ("scores_of_thousands", (4, 3), 2000.0, 0.0, False),
        ("smoothed", (5, 6), 1.5, 0.2, False),
        ("weighted", (8, 5), 1.0, 0.0, True),
        ("smoothed_and_weighted", (9, 4), 1.0, 0.13, True),
    ]:
        scores, y = leaf(n, c, scale=scale), torch.randint(0, c, (n,))
        weight = torch.rand(c) * 2 + 0.1 if weighted else None
        expected = {}
        for reduction in ("mean", "sum"):
            loss = F.cross_entropy(scores, y, weight=weight, label_smoothing=smoothing, reduction=reduction)
            (expected[f"dscores_{reduction}"],) = torch.autograd.grad(loss, scores)
            expected[f"loss_{reduction}"] = loss
        expected["loss_each"] = F.cross_entropy(
            scores, y, weight=weight, label_smoothing=smoothing, reduction="none"
        )
        expected["probs"] = F.softmax(scores, 1)
        params = {"op": "softmax_cross_entropy", **({"label_smoothing": smoothing} if smoothing else {})}
        inputs = {"scores": scores, "y": y, **({"class_weight": weight} if weighted else {})}
        cases.append(case(name, params, inputs, expected))
    write("losses", cases)


def batch_norm():
    cases = []
    for name, shapes, eps, momentum, affine in [
        ("rows", [(6, 5)] * 3, 1e-5, 0.1, True),
        ("rows_of_other_count", [(4, 3), (7, 3), (2, 3)], 1e-3, 0.25, True),
        ("rows_without_gamma_and_beta", [(5, 4)] * 2, 1e-5, 0.1, False),
        ("sequence", [(3, 2, 5)] * 2, 1e-4, 0.4, True),
        ("images", [(2, 4, 3, 2)] * 3, 1e-5, 0.1, True),
        ("one_image", [(1, 3, 2, 5)], 1e-5, 1.0, True),
        ("volumes", [(2, 2, 2, 3, 2)] * 2, 1e-2, 0.05, True),
    ]:
        features = shapes[0][1]
        gamma = leaf(features, scale=0.5, shift=1.0) if affine else None
        beta = leaf(features) if affine else None
        mean, var = torch.zeros(features), torch.ones(features)
        biased, cs_mean, cs_var = torch.ones(features), torch.zeros(features), torch.zeros(features)
        inputs, expected = {}, {}
        if affine:
            inputs.update(gamma=gamma, beta=beta)
        for i, shape in enumerate(shapes):
            x = leaf(*shape, scale=2.0, shift=0.7)
            y = F.batch_norm(x, mean, var, gamma, beta, True, momentum, eps)
            inputs[f"x{i}"], expected[f"y{i}"] = x, y
            axes = [axis for axis in range(x.dim()) if axis != 1]
            batch_mean, batch_var = x.mean(axes).detach(), x.var(axes, unbiased=False).detach()
            biased = (1 - momentum) * biased + momentum * batch_var
            cs_mean = (1 - momentum) * cs_mean + momentum * batch_mean
            cs_var = (1 - momentum) * cs_var + momentum * batch_var
            expected[f"running_mean{i}"] = mean.clone()
            expected[f"running_var_unbiased{i}"] = var.clone()
            expected[f"running_var_biased{i}"] = biased
            expected[f"cs231n_running_mean{i}"] = cs_mean
            expected[f"cs231n_running_var{i}"] = cs_var
            if i > 0:
                continue
            dy = torch.randn(*shape)
            gradients = torch.autograd.grad(y, [x, gamma, beta] if affine else [x], dy)
            inputs["dy0"] = dy
            expected.update(zip(["dx0", "dgamma0", "dbeta0"], gradients))
            expected.update(batch_mean0=batch_mean, batch_var_biased0=batch_var)
        params = {"op": "batch_norm_train", "eps": eps, "momentum": momentum, "cs231n_momentum": 1 - momentum}
        cases.append(case(f"train_{name}", params, inputs, expected))
    for name, shape in [("rows", (3, 6)), ("one_row", (1, 4)), ("images", (2, 3, 2, 4))]:
        features, eps = shape[1], 2e-4
        x, dy, gamma, beta = leaf(*shape), torch.randn(*shape), leaf(features), leaf(features)
        mean, var = torch.randn(features), torch.rand(features) + 0.05
        y = F.batch_norm(x, mean, var, gamma, beta, False, 0.1, eps)
        y.backward(dy)
        inputs = {"x": x, "gamma": gamma, "beta": beta, "running_mean": mean, "running_var": var, "dy": dy}
        expected = {"y": y, "dx": x.grad, "dgamma": gamma.grad, "dbeta": beta.grad}
        cases.append(case(f"eval_{name}", {"op": "batch_norm_eval", "eps": eps}, inputs, expected))
    layer = torch.nn.BatchNorm1d(3, eps=1e-3, momentum=None)
    inputs, expected = {}, {}
    for i in range(4):
        inputs[f"x{i}"] = torch.randn(5, 3) * (i + 1)
        layer(inputs[f"x{i}"])
        expected[f"running_mean{i}"] = layer.running_mean.clone()
        expected[f"running_var_unbiased{i}"] = layer.running_var.clone()
    params = {"op": "batch_norm_cumulative", "eps": 1e-3, "momentum": None}
    cases.append(case("cumulative", params, inputs, expected))
    write("batch_norm", cases)


def nets():
    cases = []
    for name, hidden, reg, norm in [("two_layers", [8], 0.2, False), ("three_layers_batch_norm", [6, 4], 0.07, True)]:
        sizes = [5, *hidden, 3]
        x, y = leaf(7, sizes[0]), torch.randint(0, sizes[-1], (7,))
        arch, inputs, a = [], {"x": x, "y": y}, x
        for i in range(1, len(sizes)):
            W = inputs[f"W{i}"] = leaf(sizes[i], sizes[i - 1], scale=0.5)
            b = inputs[f"b{i}"] = leaf(sizes[i])
            a = F.linear(a, W, b)
            arch.append({"type": "linear", "w": f"W{i}", "b": f"b{i}"})
            if i == len(sizes) - 1:
                continue
            if norm:
                g = inputs[f"g{i}"] = leaf(sizes[i], shift=1.0)
                be = inputs[f"be{i}"] = leaf(sizes[i])
                a = F.batch_norm(a, None, None, g, be, True, 0.1, 1e-4)
                arch.append({"type": "batch_norm", "gamma": f"g{i}", "beta": f"be{i}", "eps": 1e-4})
            a = F.relu(a)
            arch.append({"type": "relu"})
        data_loss = F.cross_entropy(a, y)
        penalty = sum(0.5 * reg * (W**2).sum() for key, W in inputs.items() if key.startswith("W"))
        loss = data_loss + penalty
        leaves = {key: value for key, value in inputs.items() if value.requires_grad}
        gradients = torch.autograd.grad(loss, list(leaves.values()))
        expected = {f"d{key}": gradient for key, gradient in zip(leaves, gradients)}
        expected.update(loss=loss, data_loss=data_loss, scores=a)
        arch.append({"type": "softmax_ce"})
        cases.append(case(name, {"op": "net", "arch": arch, "reg": reg}, inputs, expected))
    write("nets", cases)


def optimizers():
    cases = []
    root = torch.randn(4, 4)
    A, b = root @ root.T + torch.eye(4), torch.randn(4)
    problems = {
        "quadratic": (lambda x: 0.5 * x @ A @ x - b @ x, {"A": A, "b": b}, 0.02),
        "rosenbrock": (
            lambda x: (100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum(),
            {},
            3e-4,
        ),
    }
    steps = 12

    def walk(f, x0, step):
        x = x0.clone().requires_grad_()
        xs, fs = [x.detach().clone()], [f(x).detach()]
        for t in range(steps):
            x.grad = None
            f(x).backward()
            step(x, t)
            xs.append(x.detach().clone())
            fs.append(f(x).detach())
        return {"x": torch.stack(xs), "f": torch.stack(fs)}

    def torch_sgd(lr, momentum, decay, lr_at=None):
        made = []

        def step(x, t):
            if not made:
                made.append(torch.optim.SGD([x], lr=lr, momentum=momentum, weight_decay=decay))
            made[0].param_groups[0]["lr"] = lr_at(t) if lr_at else lr
            made[0].step()

        return step

    def cs231n_momentum(lr_at, rho):
        v = torch.zeros(4)

        def step(x, t):
            v.mul_(rho).sub_(lr_at(t) * x.grad)
            with torch.no_grad():
                x.add_(v)

        return step

    for problem, (f, inputs, lr) in problems.items():
        x0 = torch.randn(4) * 0.5
        inputs = {"x0": x0, **inputs}
        for name, momentum, decay in [("sgd", 0, 0), ("sgd_decay", 0, 0.05), ("momentum_decay", 0.7, 0.02)]:
            params = {
                "op": "optimizer",
                "optimizer": "sgd",
                "problem": problem,
                "steps": steps,
                "lr": lr,
                "momentum": momentum,
                "dampening": 0,
                "weight_decay": decay,
                "nesterov": False,
            }
            cases.append(case(f"{name}_{problem}", params, inputs, walk(f, x0, torch_sgd(lr, momentum, decay))))
        params = {
            "op": "optimizer_cs231n",
            "optimizer": "cs231n_momentum",
            "problem": problem,
            "steps": steps,
            "momentum": 0.7,
            "lr": lr,
        }
        path = walk(f, x0, cs231n_momentum(lambda t: lr, 0.7))
        cases.append(case(f"cs231n_momentum_{problem}", params, inputs, path, "by hand, torch float64"))
    f, inputs, lr = problems["quadratic"]
    x0, size, gamma = torch.randn(4), 3, 0.4
    lr_at = lambda t: lr * gamma ** (t // size)
    params = {
        "op": "optimizer_scheduled",
        "optimizer": "sgd",
        "momentum": 0.8,
        "lr": lr,
        "step_size": size,
        "gamma": gamma,
        "steps": steps,
        "problem": "quadratic",
    }
    expected = {
        "x_torch": walk(f, x0, torch_sgd(lr, 0.8, 0, lr_at))["x"],
        "x_cs231n": walk(f, x0, cs231n_momentum(lr_at, 0.8))["x"],
    }
    cases.append(case("momentum_while_the_rate_falls", params, {"x0": x0, **inputs}, expected))
    write("optimizers", cases)


if __name__ == "__main__":
    torch.manual_seed(20)
    for make in (linear, relu, softmax_cross_entropy, batch_norm, nets, optimizers):
        make()
