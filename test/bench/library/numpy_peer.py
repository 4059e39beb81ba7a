"""The operations of operations.ts in numpy; see peer.py."""

import numpy as np

from peer import measure, say, sizes

rng = np.random.default_rng(1)


def draw(*shape):
    return rng.standard_normal(shape).astype(np.float32)


def batch_norm(x, gamma, beta, dy, eps=1e-5):
    n = len(x)
    centered = x - x.mean(0)
    r = 1 / np.sqrt((centered**2).mean(0) + np.float32(eps))
    x_hat = centered * r
    y = gamma * x_hat + beta
    d_beta = dy.sum(0)
    d_gamma = (dy * x_hat).sum(0)
    return y, gamma * r * (dy - d_beta / n - x_hat * d_gamma / n)


def net_training(images, batch, inputs, hidden, classes, steps, reg):
    """As the lecture writes it: draw a batch, the loss with its penalty, the gradients, an update."""
    data, labels = draw(images, inputs), np.arange(images) % classes
    p = {"W": draw(inputs, hidden) * np.float32(0.01), "b": np.zeros(hidden, np.float32)}
    p |= {"V": draw(hidden, classes) * np.float32(0.1), "c": np.zeros(classes, np.float32)}
    rate, reg = np.float32(1e-3), np.float32(reg)

    def step():
        chosen = rng.integers(0, images, batch)
        x, right = data[chosen], labels[chosen]
        h = x @ p["W"] + p["b"]
        a = np.maximum(h, 0)
        s = a @ p["V"] + p["c"]
        e = np.exp(s - s.max(1, keepdims=True))
        ds = e / e.sum(1, keepdims=True)
        loss = -np.log(ds[np.arange(batch), right]).mean()
        loss += reg / 2 * ((p["W"] * p["W"]).sum() + (p["V"] * p["V"]).sum())
        ds[np.arange(batch), right] -= 1
        ds /= batch
        da = ds @ p["V"].T
        dh = da * (h > 0)
        gradients = {"W": x.T @ dh + reg * p["W"], "b": dh.sum(0)}
        gradients |= {"V": a.T @ ds + reg * p["V"], "c": ds.sum(0)}
        for name, gradient in gradients.items():
            p[name] -= rate * gradient
        return loss

    return lambda: [step() for _ in range(steps)]


def convolution(x, w, dy):
    n, c, h, width = x.shape
    padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(2, 3))
    columns = windows.transpose(1, 4, 5, 0, 2, 3).reshape(c * 9, -1)
    filters = w.reshape(len(w), -1)
    y = (filters @ columns).reshape(len(w), n, h, width).transpose(1, 0, 2, 3)
    upstream = dy.transpose(1, 0, 2, 3).reshape(len(w), -1)
    dw = upstream @ columns.T
    d_columns = (filters.T @ upstream).reshape(c, 3, 3, n, h, width)
    dx = np.zeros_like(padded)
    for u in range(3):
        for v in range(3):
            dx[:, :, u : u + h, v : v + width] += d_columns[:, u, v].transpose(1, 0, 2, 3)
    return y, dw, dx[:, :, 1:-1, 1:-1]


say(np.__version__)
for m, k, n in sizes["matmuls"]:
    a, b = draw(m, k), draw(k, n)
    measure(f"matmul {m}×{k}×{n}", lambda: a @ b)
side = sizes["side"]
a, b = draw(side, side), draw(side, side)
measure("add", lambda: a + b)
measure("sum", lambda: a.sum(0))
rows, columns = sizes["batchNorm"]["rows"], sizes["batchNorm"]["columns"]
x, dy, gamma, beta = draw(rows, columns), draw(rows, columns), draw(columns), draw(columns)
measure("batchNorm", lambda: batch_norm(x, gamma, beta, dy))
measure("net", net_training(**sizes["net"]))


def adam_step(theta, g, m, v, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    f = np.float32
    m = f(beta1) * m + f(1 - beta1) * g
    v = f(beta2) * v + f(1 - beta2) * g * g
    return theta - f(lr) * (m / f(1 - beta1)) / (np.sqrt(v / f(1 - beta2)) + f(eps)), m, v


many = sizes["many"]
theta, g, m, v = draw(many), draw(many), draw(many), np.abs(draw(many))
measure("adam", lambda: adam_step(theta, g, m, v))
del theta, m, v
uniform = np.random.default_rng(2)


def dropout(x, dy):
    keep = (uniform.random(x.shape, dtype=np.float32) >= np.float32(0.5)) * np.float32(2)
    return x * keep, dy * keep


measure("dropout", lambda: dropout(g, g))


def cross_entropy(s, labels):
    z = s - s.max(1, keepdims=True)
    e = np.exp(z)
    total = e.sum(1, keepdims=True)
    loss = (np.log(total[:, 0]) - z[np.arange(len(s)), labels]).mean()
    ds = e / total
    ds[np.arange(len(s)), labels] -= 1
    return loss, ds / np.float32(len(s))


e = sizes["crossEntropy"]
scores = draw(e["rows"], e["classes"])
labels = np.arange(e["rows"]) % e["classes"]
measure("crossEntropy", lambda: cross_entropy(scores, labels))
c = sizes["convolution"]
images = draw(c["images"], c["channels"], c["side"], c["side"])
w = draw(c["filters"], c["channels"], 3, 3)
upstream = draw(c["images"], c["filters"], c["side"], c["side"])
measure("convolution", lambda: convolution(images, w, upstream))
