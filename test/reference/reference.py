"""How reference values are written, for the scripts beside this file: float64, by PyTorch 1.13.1
(pip install torch==1.13.1 "numpy<2").

Each file is {topic, cases: [{name, inputs, params, expected, source}]}; tensors are {shape, data} in row-major
order, numbers as Python writes them (they read back as the same float64). Layouts are PyTorch's: a linear layer's
W is (out, in). dX is the gradient of sum(y * dy), or of the loss. `npm run golden -- test/reference` compares.
"""

import json
from pathlib import Path

import torch

torch.set_default_dtype(torch.float64)
FOLDER = Path(__file__).parent
SOURCE = f"torch {torch.__version__.split('+')[0]} float64"


def pack(values):
    tensors = {key: torch.as_tensor(value).detach() for key, value in values.items()}
    return {
        key: {"shape": list(t.shape), "data": t.double().flatten().tolist()} for key, t in tensors.items()
    }


def case(name, params, inputs, expected, source=SOURCE):
    return {
        "name": name,
        "inputs": pack(inputs),
        "params": params,
        "expected": pack(expected),
        "source": source,
    }


def write(topic, cases):
    text = json.dumps({"topic": topic, "cases": cases}, allow_nan=False)
    (FOLDER / f"{topic}.json").write_text(text + "\n")
    print(f"{topic}.json: {len(cases)} cases")


def leaf(*shape, scale=1.0, shift=0.0):
    return (torch.randn(*shape) * scale + shift).requires_grad_()


def layer(name, params, f, inputs):
    """y and the gradients of sum(y * dy) by every input."""
    y = f(**inputs)
    dy = torch.randn_like(y)
    y.backward(dy)
    grads = {f"d{key}": value.grad for key, value in inputs.items() if value.requires_grad}
    return case(name, params, {**inputs, "dy": dy}, {"y": y, **grads})
