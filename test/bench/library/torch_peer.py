"""The operations of operations.ts in PyTorch on the CPU; see peer.py."""

import os

import torch
import torch.nn.functional as F

from peer import measure, say, sizes

torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
torch.manual_seed(1)
draw = torch.randn


def leaf(*shape):
    return draw(*shape).requires_grad_()


def both_ways(name, forward, leaves, upstream):
    """Forward, then the gradients of all leaves."""
    measure(name, lambda: torch.autograd.grad(forward(*leaves), leaves, upstream))


def trainer(model, x, labels):
    """A step of plain gradient descent."""
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)

    def step():
        optimizer.zero_grad()
        F.cross_entropy(model(x), labels).backward()
        optimizer.step()

    return step


say(torch.__version__)
for m, k, n in sizes["matmuls"]:
    a, b = draw(m, k), draw(k, n)
    measure(f"matmul {m}×{k}×{n}", lambda: a @ b)
side = sizes["side"]
a, b = draw(side, side), draw(side, side)
measure("add", lambda: a + b)
measure("sum", lambda: a.sum(0))

s = sizes["batchNorm"]
rows, columns = s["rows"], s["columns"]
norm = lambda x, gamma, beta: F.batch_norm(x, None, None, gamma, beta, True)
both_ways("batchNorm", norm, [leaf(rows, columns), leaf(columns), leaf(columns)], draw(rows, columns))
s = sizes["maps"]
shape = (s["images"], s["channels"], s["side"], s["side"])
both_ways("mapNorm", norm, [leaf(*shape), leaf(shape[1]), leaf(shape[1])], draw(*shape))
s = sizes["layerNorm"]
shape = (s["rows"], s["columns"])
layer = lambda x, gamma, beta: F.layer_norm(x, shape[1:], gamma, beta)
both_ways("layerNorm", layer, [leaf(*shape), leaf(shape[1]), leaf(shape[1])], draw(*shape))
s = sizes["crossEntropy"]
labels = torch.arange(s["rows"]) % s["classes"]
both_ways("crossEntropy", lambda x: F.cross_entropy(x, labels), [leaf(s["rows"], s["classes"])], None)

many = sizes["many"]
theta = leaf(many)
theta.grad = draw(many)
optimizer = torch.optim.Adam([theta])
measure("adam", optimizer.step)
x, dy = leaf(many), draw(many)
both_ways("dropout", lambda x: F.dropout(x, 0.5), [x], dy)

s = sizes["net"]
net = torch.nn.Sequential(
    torch.nn.Linear(s["inputs"], s["hidden"]), torch.nn.ReLU(), torch.nn.Linear(s["hidden"], s["classes"])
)
data, labels = draw(s["images"], s["inputs"]), torch.arange(s["images"]) % s["classes"]
optimizer = torch.optim.SGD(net.parameters(), lr=1e-3, weight_decay=s["reg"])


def train():
    for _ in range(s["steps"]):
        chosen = torch.randint(s["images"], (s["batch"],))
        optimizer.zero_grad()
        F.cross_entropy(net(data[chosen]), labels[chosen]).backward()
        optimizer.step()


measure("net", train)
s = sizes["convolution"]
images, filters = leaf(s["images"], s["channels"], s["side"], s["side"]), leaf(s["filters"], s["channels"], 3, 3)
upstream = draw(s["images"], s["filters"], s["side"], s["side"])
both_ways("convolution", lambda x, w: F.conv2d(x, w, padding=1), [images, filters], upstream)
s = sizes["convnet"]
parts, before = [], 3
for _ in range(s["layers"]):
    parts += [torch.nn.Conv2d(before, s["channels"], 3, padding=1), torch.nn.BatchNorm2d(s["channels"]), torch.nn.ReLU()]
    before = s["channels"]
parts += [torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten(), torch.nn.Linear(before, s["classes"])]
batch = draw(s["images"], 3, s["side"], s["side"])
measure("convnet", trainer(torch.nn.Sequential(*parts), batch, torch.arange(s["images"]) % s["classes"]))
