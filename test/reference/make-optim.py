"""Makes adaptive.json, schedules.json and grad_clip.json beside this file, by PyTorch 1.13.1 in float64.

    python make-optim.py

The form of the files, and what to install, stand in reference.py.
"""

import functools
import math

import torch

from reference import case, write

STEPS = 15


def problems():
    root = torch.randn(4, 4)
    A, b = root @ root.T + torch.eye(4), torch.randn(4)
    return {
        "quadratic": (lambda x: 0.5 * x @ A @ x - b @ x, {"x0": torch.randn(4), "A": A, "b": b}),
        "rosenbrock": (
            lambda x: (100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum(),
            {"x0": torch.randn(4) * 0.5},
        ),
    }


def walk(f, x0, make, steps=STEPS):
    x = x0.clone().requires_grad_()
    optimizer = make([x])
    xs, fs = [x.detach().clone()], [f(x).detach()]
    for _ in range(steps):
        def closure():
            optimizer.zero_grad()
            loss = f(x)
            loss.backward()
            return loss

        optimizer.step(closure)
        xs.append(x.detach().clone())
        fs.append(f(x).detach())
    return {"x": torch.stack(xs), "f": torch.stack(fs)}


def adaptive():
    o = torch.optim
    betas = {"betas": (0.8, 0.95), "eps": 1e-6, "weight_decay": 0.04}
    settings = [
        ("sgd", o.SGD, {"lr": 4e-4, "momentum": 0.6, "dampening": 0.25, "weight_decay": 0.03, "nesterov": False}),
        ("sgd", o.SGD, {"lr": 4e-4, "momentum": 0.6, "dampening": 0, "weight_decay": 0.03, "nesterov": True}),
        ("adagrad", o.Adagrad, {"lr": 0.1, "lr_decay": 0.2, "eps": 1e-3, "weight_decay": 0.05, "initial_accumulator_value": 0.7}),
        ("rmsprop", o.RMSprop, {"lr": 0.02, "alpha": 0.8, "eps": 1e-3, "weight_decay": 0.05, "momentum": 0.5, "centered": True}),
        ("rmsprop", o.RMSprop, {"lr": 0.02, "alpha": 0.7, "eps": 1e-2, "weight_decay": 0, "momentum": 0, "centered": False}),
        ("adadelta", o.Adadelta, {"lr": 0.8, "rho": 0.8, "eps": 1e-3, "weight_decay": 0.05}),
        ("adam", o.Adam, {"lr": 0.03, **betas, "amsgrad": False}),
        ("adam", o.Adam, {"lr": 0.3, **betas, "amsgrad": True}),
        ("adamw", o.AdamW, {"lr": 0.03, **betas, "amsgrad": False}),
        ("adamw", o.AdamW, {"lr": 0.3, **betas, "amsgrad": True}),
        ("adamax", o.Adamax, {"lr": 0.04, **betas}),
        # foreach: the other path of this release multiplies mu in twice (pytorch pull request 92699).
        ("nadam", functools.partial(o.NAdam, foreach=True), {"lr": 0.03, **betas, "momentum_decay": 0.3}),
        ("radam", o.RAdam, {"lr": 0.002, **betas}),
        ("radam", o.RAdam, {"lr": 0.002, **betas, "betas": (0.9, 0.5)}),
    ]
    cases = []
    for problem, (f, inputs) in problems().items():
        for i, (name, optimizer, options) in enumerate(settings):
            expected = walk(f, inputs["x0"], lambda xs: optimizer(xs, **options))
            params = {"op": "optimizer", "optimizer": name, "problem": problem, "steps": STEPS, **options}
            cases.append(case(f"{name}_{i}_{problem}", params, inputs, expected))
        for history, lr in ((2, 0.7), (5, 0.3)):
            options = {"lr": lr, "max_iter": 1, "history_size": history}
            expected = walk(f, inputs["x0"], lambda xs: o.LBFGS(xs, **options))
            params = {"op": "optimizer_lbfgs", "optimizer": "lbfgs", "problem": problem, "steps": STEPS, "line_search": None, **options}
            cases.append(case(f"lbfgs_{history}_{problem}", params, inputs, expected))
        if problem == "quadratic":
            x = torch.linalg.solve(inputs["A"], inputs["b"])
            params = {"op": "optimizer_final", "optimizer": "newton", "problem": problem}
            cases.append(case("quadratic_minimum", params, inputs, {"x": x, "f": f(x)}))
    write("adaptive", cases)


def schedules():
    s = torch.optim.lr_scheduler
    steps, cases = 45, []

    def rates(make, lr0, **sgd):
        optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=lr0, **sgd)
        scheduler = make(optimizer)
        lr, momentum = [], []
        for _ in range(steps):
            lr.append(optimizer.param_groups[0]["lr"])
            momentum.append(optimizer.param_groups[0]["momentum"])
            optimizer.step()
            if len(lr) < steps:
                scheduler.step()
        return lr, momentum

    def add(name, op, lr0, make, **params):
        lr, _ = rates(make, lr0)
        cases.append(case(name, {"op": op, "lr0": lr0, "steps": steps, **params}, {}, {"lr": torch.tensor(lr)}))

    add("step", "step_lr", 0.7, lambda o: s.StepLR(o, 7, 0.3), step_size=7, gamma=0.3)
    add("multistep", "multistep_lr", 0.7, lambda o: s.MultiStepLR(o, [3, 20, 21], 0.3), milestones=[3, 20, 21], gamma=0.3)
    add("exponential", "exponential_lr", 0.7, lambda o: s.ExponentialLR(o, 0.9), gamma=0.9)
    add("cosine", "cosine_annealing_lr", 0.7, lambda o: s.CosineAnnealingLR(o, 13, 0.01), T_max=13, eta_min=0.01)
    for mult in (1, 2):
        make = lambda o: s.CosineAnnealingWarmRestarts(o, 6, mult, 0.01)
        add(f"restarts_{mult}", "cosine_warm_restarts", 0.7, make, T_0=6, T_mult=mult, eta_min=0.01)
    formulas = {
        "lr0/(1+k*t)": lambda t: 1 / (1 + 0.3 * t),
        "lr0/(t+1)": lambda t: 1 / (t + 1),
        "lr0/sqrt(t+1)": lambda t: 1 / math.sqrt(t + 1),
        "lr0*sqrt(1-t/T)": lambda t: math.sqrt(1 - t / 50),
        "lr0*(1-t/T)": lambda t: 1 - t / 50,
        "lr0*(1-t/T)^p": lambda t: (1 - t / 50) ** 3,
        "lr0*exp(-k*t)": lambda t: math.exp(-0.3 * t),
        "t<w: lr0*(t+1)/w ; else lr0*0.5*(1+cos(pi*(t-w)/(T-w)))": lambda t: (t + 1) / 8
        if t < 8
        else 0.5 * (1 + math.cos(math.pi * (t - 8) / 42)),
    }
    for i, (formula, at) in enumerate(formulas.items()):
        add(f"formula_{i}", "lambda_lr", 0.7, lambda o: s.LambdaLR(o, at), formula=formula, k=0.3, T=50, p=3, w=8)
    for i, (pct, anneal, three) in enumerate([(0.25, "cos", False), (0.4, "linear", True)]):
        options = {
            "max_lr": 0.7,
            "total_steps": steps,
            "pct_start": pct,
            "anneal_strategy": anneal,
            "base_momentum": 0.8,
            "max_momentum": 0.9,
            "div_factor": 20.0,
            "final_div_factor": 50.0,
            "three_phase": three,
        }
        lr, momentum = rates(lambda o: s.OneCycleLR(o, **options), 0.1, momentum=0.9)
        params = {"op": "one_cycle_lr", "lr0": 0.7 / 20, "steps": steps, "cycle_momentum": True, **options}
        expected = {"lr": torch.tensor(lr), "momentum": torch.tensor(momentum)}
        cases.append(case(f"one_cycle_{i}", params, {}, expected))
    metric = torch.exp(-torch.arange(steps) / 10.0) + 0.3 * torch.rand(steps)
    for mode, threshold_mode in [("min", "rel"), ("min", "abs"), ("max", "rel"), ("max", "abs")]:
        options = {"factor": 0.3, "patience": 2, "threshold": 0.02, "threshold_mode": threshold_mode, "cooldown": 1, "mode": mode}
        optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.7)
        scheduler = s.ReduceLROnPlateau(optimizer, min_lr=1e-3, **options)
        lr = []
        for value in metric if mode == "min" else 1 - metric:
            lr.append(optimizer.param_groups[0]["lr"])
            scheduler.step(value)
        params = {"op": "reduce_lr_on_plateau", "lr0": 0.7, "steps": steps, "min_lr": 1e-3, **options}
        inputs = {"metric": metric if mode == "min" else 1 - metric}
        cases.append(case(f"plateau_{mode}_{threshold_mode}", params, inputs, {"lr": torch.tensor(lr)}))
    write("schedules", cases)


def grad_clip():
    cases = []
    for norm_type in (1.0, 2.0, 4.0, math.inf):
        for max_norm in (0.9, 99.0):
            parameters = [torch.zeros(*shape, requires_grad=True) for shape in ((3, 4), (5,), (1, 2, 2))]
            for p in parameters:
                p.grad = torch.randn(p.shape)
            inputs = {f"g{i}": p.grad.clone() for i, p in enumerate(parameters)}
            norm = torch.nn.utils.clip_grad_norm_(parameters, max_norm, norm_type)
            expected = {"total_norm": norm, **{f"clipped{i}": p.grad for i, p in enumerate(parameters)}}
            named = "inf" if norm_type == math.inf else norm_type
            params = {"op": "clip_grad_norm", "max_norm": max_norm, "norm_type": named}
            cases.append(case(f"norm_{named}_{max_norm}", params, inputs, expected))
    g = torch.randn(4, 3)
    params = {"op": "clip_grad_value", "clip_value": 0.6}
    cases.append(case("value", params, {"g0": g}, {"clipped0": g.clamp(-0.6, 0.6)}))
    write("grad_clip", cases)


if __name__ == "__main__":
    torch.manual_seed(21)
    for make in (adaptive, schedules, grad_clip):
        make()
