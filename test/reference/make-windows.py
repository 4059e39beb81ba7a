"""Makes convolutions.json and pools.json beside this file, by PyTorch 1.13.1 in float64.

    python make-windows.py

The form of the files, and what to install, stand in reference.py. Layouts are PyTorch's: x is (N, C, H, W),
a convolution's w is (F, C / groups, kH, kW), and it is a cross-correlation.
"""

import torch
import torch.nn.functional as F

from reference import layer, leaf, write


def convolutions():
    """One image, one channel, one column; strides that leave entries over; every option by itself and with others."""
    cases = []
    for name, x, w, bias, options in [
        ("plain", (2, 3, 5, 4), (4, 3, 3, 2), True, {}),
        ("one_image_one_channel_no_bias", (1, 1, 4, 3), (1, 1, 2, 2), False, {}),
        ("pointwise", (2, 5, 3, 1), (2, 5, 1, 1), True, {}),
        ("pointwise_stride", (1, 3, 5, 6), (4, 3, 1, 1), True, {"stride": (3, 2)}),
        ("stride_with_remainder", (2, 2, 8, 7), (3, 2, 3, 3), True, {"stride": (2, 3)}),
        ("stride_beyond_the_filter", (1, 2, 7, 8), (2, 2, 2, 1), False, {"stride": (3, 4)}),
        ("padding", (3, 2, 3, 4), (2, 2, 3, 3), True, {"padding": (1, 2)}),
        ("padding_wider_than_the_image", (1, 2, 1, 2), (3, 2, 4, 3), True, {"padding": (3, 2)}),
        ("stride_and_padding", (2, 3, 6, 5), (4, 3, 4, 3), True, {"stride": 2, "padding": (2, 1)}),
        ("dilation", (2, 2, 7, 8), (3, 2, 3, 2), True, {"dilation": (2, 3)}),
        (
            "dilation_stride_padding",
            (1, 3, 9, 7),
            (2, 3, 2, 3),
            True,
            {"dilation": (3, 2), "stride": (2, 1), "padding": (1, 2)},
        ),
        ("groups", (2, 6, 4, 5), (4, 3, 2, 3), True, {"groups": 2}),
        ("groups_of_many", (1, 6, 5, 5), (9, 2, 3, 3), False, {"groups": 3, "stride": 2, "padding": 1}),
        ("depthwise", (2, 4, 5, 6), (4, 1, 3, 3), True, {"groups": 4, "padding": 1}),
        ("depthwise_stride_dilation", (1, 3, 8, 9), (3, 1, 3, 2), False, {"groups": 3, "stride": 2, "dilation": 2}),
        ("depthwise_multiplied", (2, 2, 4, 4), (6, 1, 2, 2), True, {"groups": 2}),
    ]:
        inputs = {"x": leaf(*x), "w": leaf(*w, scale=0.5)}
        if bias:
            inputs["b"] = leaf(w[0])
        f = lambda x, w, b=None: F.conv2d(x, w, b, **options)
        cases.append(layer(name, {"op": "conv2d", **options}, f, inputs))
    for name, options in [("plain", {}), ("options", {"stride": (2, 1), "padding": (0, 2), "dilation": (1, 2)})]:
        inputs = {"x": leaf(2, 3, 6, 5), "w_depthwise": leaf(3, 1, 3, 3), "w_pointwise": leaf(4, 3, 1, 1)}
        f = lambda x, w_depthwise, w_pointwise: F.conv2d(F.conv2d(x, w_depthwise, groups=3, **options), w_pointwise)
        cases.append(layer(f"separable_{name}", {"op": "depthwise_separable", **options}, f, inputs))
    write("convolutions", cases)


def pools():
    cases = []
    shapes = [
        ("halves", (2, 3, 4, 6), (2, 2), {}),
        ("remainder", (1, 2, 5, 7), (2, 3), {}),
        ("one_column", (2, 1, 6, 1), (3, 1), {"stride": (2, 1)}),
        ("overlap", (1, 2, 7, 6), (3, 2), {"stride": (2, 1)}),
        ("gaps", (2, 1, 8, 7), (2, 2), {"stride": (3, 4)}),
        ("padding", (2, 2, 5, 4), (3, 2), {"stride": 2, "padding": (1, 1)}),
        ("ceil", (1, 3, 6, 8), (3, 3), {"stride": 2, "ceil_mode": True}),
        ("ceil_padding", (1, 2, 7, 5), (3, 2), {"stride": (3, 2), "padding": 1, "ceil_mode": True}),
        ("whole", (2, 2, 3, 5), (3, 5), {}),
        ("ceil_over_the_padding", (1, 2, 6, 8), (3, 3), {"stride": 2, "padding": 1, "ceil_mode": True}),
    ]
    for name, x, kernel, options in shapes:
        params = {"kernel": kernel, **options}
        f = lambda x: F.max_pool2d(x, kernel, **options)
        cases.append(layer(f"max_{name}", {"op": "max_pool2d", **params}, f, {"x": leaf(*x, shift=-2)}))
        for counted in (True, False):
            f = lambda x: F.avg_pool2d(x, kernel, **options, count_include_pad=counted)
            named = {"op": "avg_pool2d", **params, "count_include_pad": counted}
            cases.append(layer(f"avg_{name}_{counted}", named, f, {"x": leaf(*x, shift=1)}))
    for dilation in [(2, 1), (3, 2)]:
        params = {"op": "max_pool2d", "kernel": (2, 3), "stride": (1, 2), "padding": (1, 1), "dilation": dilation}
        f = lambda x: F.max_pool2d(x, (2, 3), (1, 2), (1, 1), dilation)
        cases.append(layer(f"max_dilation_{dilation[0]}", params, f, {"x": leaf(2, 2, 6, 7)}))
    ties = torch.randint(3, (2, 2, 5, 6)).double().requires_grad_()
    params = {"op": "max_pool2d", "kernel": (3, 3), "stride": (2, 1), "padding": (1, 1)}
    cases.append(layer("max_ties", params, lambda x: F.max_pool2d(x, 3, (2, 1), 1), {"x": ties}))
    for shape in [(1, 1, 1, 1), (2, 3, 4, 5)]:
        f = lambda x: F.adaptive_avg_pool2d(x, 1)
        cases.append(layer(f"global_{shape[0]}", {"op": "global_avg_pool"}, f, {"x": leaf(*shape)}))
    # Where the size of the output leaves one layout only, the random start does not matter.
    for name, size, output, kernel in [("steps_of_one", (5, 6), (4, 5), 2), ("steps_of_two", (7, 9), (3, 4), 3)]:
        params = {"op": "fractional_max_pool2d", "output": output}
        f = lambda x: F.fractional_max_pool2d(x, kernel, output)
        cases.append(layer(f"fractional_{name}", params, f, {"x": leaf(2, 2, *size)}))
    write("pools", cases)


if __name__ == "__main__":
    torch.manual_seed(22)
    for make in (convolutions, pools):
        make()
