#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes layers.ini: the forward pass of every layer, and the losses with their
gradients, by PyTorch and numpy in double, with Keras' conventions spelt out
where PyTorch has others: channels last, kernels [h, w, in, out], padding "same"
with the odd place behind, gates i f c o and z r h.

Inputs and weights come from the linear congruential generator that
test-golden-layers.c has too, so that the file holds results alone: every so
many values of y, and the sum of all of them, each times a number drawn.

usage: make-layers.py > layers.ini     (python3-torch, python3-numpy; not run by the tests)
"""
import math

import numpy as np
import torch
import torch.nn.functional as F

SAMPLES = 3
SHOWN = 24
X_SEED, X2_SEED, W_SEED, SUM_SEED = 1, 2, 3, 4


class Generator:
    """x = 6364136223846793005 x + 1442695040888963407 mod 2^64; the upper 24 bits."""

    def __init__(self, seed):
        self.state = seed

    def draw(self, *shape):
        out = np.empty(math.prod(shape))
        for i in range(out.size):
            self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
            out[i] = (self.state >> 40) / 2.0**24
        return out.reshape(shape)


def single(values):
    """What a float keeps of them, as double."""
    return torch.from_numpy(values.astype(np.float32).astype(float))


class Weights:
    """Draws weights in the order in which the layer has them."""

    def __init__(self):
        self.generator = Generator(W_SEED)

    def trained(self, *shape):
        return single(0.6 * (2 * self.generator.draw(*shape) - 1))

    def frozen(self, *shape):
        return single(0.5 + self.generator.draw(*shape))


def channels_first(x):
    return x.movedim(-1, 1)


def channels_last(x):
    return x.movedim(1, -1)


def same_margins(size, kernel, stride):
    """TensorFlow's: as many outputs as strides begin inside; the odd place behind."""
    total = max((-(-size // stride) - 1) * stride + kernel - size, 0)
    return total // 2, total - total // 2


def pad_same(x, kernel, strides, value=0.0):
    """x is [n, channels, axes...]."""
    margins = []
    for axis in reversed(range(len(kernel))):
        margins += same_margins(x.shape[2 + axis], kernel[axis], strides[axis])
    return F.pad(x, margins, value=value)


def conv(w, x, filters, kernel, strides=(1, 1), padding="valid", bias=True):
    k = w.trained(*kernel, x.shape[-1], filters)
    b = w.trained(filters) if bias else None
    x = channels_first(x)
    if padding == "same":
        x = pad_same(x, kernel, strides)
    k = k.movedim(-1, 0).movedim(-1, 1)
    run = F.conv1d if len(kernel) == 1 else F.conv2d
    return channels_last(run(x, k, b, stride=strides))


def depthwise(w, x, kernel, strides, padding, multiplier):
    channels = x.shape[-1]
    k = w.trained(*kernel, channels, multiplier)
    b = w.trained(channels * multiplier)
    x = channels_first(x)
    if padding == "same":
        x = pad_same(x, kernel, strides)
    k = k.permute(2, 3, 0, 1).reshape(channels * multiplier, 1, *kernel)
    return channels_last(F.conv2d(x, k, b, stride=strides, groups=channels))


def conv_transpose(w, x, filters, kernel, strides, padding, bias=True):
    """The gradient of the convolution that has the same kernel and padding."""
    k = w.trained(*kernel, filters, x.shape[-1])
    b = w.trained(filters) if bias else torch.zeros(filters, dtype=torch.double)
    size = [x.shape[1 + a] * strides[a] + (max(kernel[a] - strides[a], 0) if padding == "valid" else 0)
            for a in (0, 1)]
    image = torch.zeros(len(x), filters, *size, dtype=torch.double, requires_grad=True)
    padded = pad_same(image, kernel, strides) if padding == "same" else image
    y = F.conv2d(padded, k.permute(3, 2, 0, 1), stride=strides)
    return channels_last(torch.autograd.grad(y, image, channels_first(x))[0]) + b


def pool(x, size, strides, padding, kind):
    x = channels_first(x)
    axes = len(size)
    maximum = F.max_pool2d if axes == 2 else F.max_pool1d
    if kind == "max":
        if padding == "same":
            x = pad_same(x, size, strides, -math.inf)
        return channels_last(maximum(x, size, strides))
    ones = torch.ones_like(x)
    if padding == "same":
        x, ones = pad_same(x, size, strides), pad_same(ones, size, strides)
    return channels_last(F.avg_pool2d(x, size, strides) / F.avg_pool2d(ones, size, strides))


def up_sample(x, size, interpolation):
    x = channels_first(x)
    more = {} if interpolation == "nearest" else {"align_corners": False}
    return channels_last(F.interpolate(x, scale_factor=size, mode=interpolation, **more))


def lstm_weights(w, features, units, bias):
    """Keras' [in, 4 units], gates i f c o: PyTorch's i f g o, turned."""
    kernel, recurrent = w.trained(features, 4 * units), w.trained(units, 4 * units)
    b = w.trained(4 * units) if bias else torch.zeros(4 * units, dtype=torch.double)
    return kernel.t(), recurrent.t(), b, torch.zeros_like(b)


def gru_weights(w, features, units, bias):
    """Keras' gates are z r h, PyTorch's r z n; Keras' bias is [2, 3 units]."""
    kernel, recurrent = w.trained(features, 3 * units), w.trained(units, 3 * units)
    b = w.trained(2, 3 * units) if bias else torch.zeros(2, 3 * units, dtype=torch.double)

    def order(rows):
        z, r, h = rows.split(units)
        return torch.cat([r, z, h])
    return order(kernel.t()), order(recurrent.t()), order(b[0]), order(b[1])


def recurrent(w, x, units, cell="LSTM", sequences=False, bias=True, both=False, merge="concat"):
    take = lstm_weights if cell == "LSTM" else gru_weights
    weights = take(w, x.shape[-1], units, bias)
    if both:
        weights += take(w, x.shape[-1], units, bias)
    net = getattr(torch.nn, cell)(x.shape[-1], units, batch_first=True, bidirectional=both).double()
    net.flatten_parameters = lambda: None
    for parameter, value in zip(net.parameters(), weights):
        parameter.data = value.contiguous()
    y = net(x)[0].detach()
    if not both:
        return y if sequences else y[:, -1]
    f, b = y[..., :units], y[..., units:]
    if not sequences:
        f, b = f[:, -1], b[:, 0]
    return {"concat": torch.cat([f, b], -1), "sum": f + b, "mul": f * b, "ave": (f + b) / 2}[merge]


def gru_reset_before(w, x, units, sequences=False, bias=True):
    kernel, u = w.trained(x.shape[-1], 3 * units), w.trained(units, 3 * units)
    b = w.trained(3 * units) if bias else 0
    h, out = torch.zeros(len(x), units, dtype=torch.double), []
    for t in range(x.shape[1]):
        az, ar, ag = (x[:, t] @ kernel + b).split(units, 1)
        uz, ur, ug = u.split(units, 1)
        z, r = torch.sigmoid(az + h @ uz), torch.sigmoid(ar + h @ ur)
        h = z * h + (1 - z) * torch.tanh(ag + (r * h) @ ug)
        out.append(h)
    return torch.stack(out, 1) if sequences else h


def batch_normalization(w, x, training, epsilon=1e-3):
    c = x.shape[-1]
    gamma, beta, mean, variance = w.trained(c), w.trained(c), w.frozen(c), w.frozen(c)
    y = F.batch_norm(channels_first(x), mean, variance, gamma, beta, training, 0.0, epsilon)
    return channels_last(y)


def layer_normalization(w, x, epsilon=1e-3):
    c = x.shape[-1]
    return F.layer_norm(x, (c,), w.trained(c), w.trained(c), epsilon)


def gaussian_code(w, x, units):
    x = x.flatten(1)
    size = x.shape[1]
    mean = x @ w.trained(size, units) + w.trained(units)
    log_variance = x @ w.trained(size, units) + w.trained(units)
    code = torch.distributions.Normal(mean, torch.exp(log_variance / 2))
    prior = torch.distributions.Normal(torch.zeros_like(mean), torch.ones_like(mean))
    return mean, {"loss": torch.distributions.kl_divergence(code, prior).sum()}


def sparse_code(w, x, rho, weight):
    unit = torch.distributions.Bernoulli(x.mean(0))
    target = torch.distributions.Bernoulli(torch.full_like(x[0], rho))
    return x, {"penalty": weight * torch.distributions.kl_divergence(target, unit).sum() * len(x)}


def dense(w, x, units, bias=True):
    y = x @ w.trained(x.shape[-1], units)
    return y + w.trained(units) if bias else y


def prelu(w, x):
    return torch.where(x > 0, x, x * w.trained(*x.shape[1:]))


SELU, SELU_ALPHA = 1.0507009873554805, 1.6732632423543772
ACTIVATIONS = {
    "linear": lambda x: x,
    "relu": F.relu,
    "leaky_relu": lambda x: F.leaky_relu(x, 0.2),
    "elu": F.elu,
    "selu": lambda x: SELU * torch.where(x > 0, x, SELU_ALPHA * (x.exp() - 1)),
    "gelu": lambda x: x * torch.erfc(-x / math.sqrt(2)) / 2,
    "silu": F.silu,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "softmax": lambda x: torch.softmax(x, -1),
    "softplus": F.softplus,
}


def conv_cases():
    """Every padding and stride on odd and even sizes; and the kernels of the models."""
    for padding in ("same", "valid"):
        for stride, kernel in (((1, 1), (3, 3)), ((2, 2), (3, 3)), ((3, 3), (2, 2)), ((2, 1), (2, 5)),
                               ((3, 2), (5, 4))):
            yield (("Conv2D", "filters=3,kernel_size=%d,%d,strides=%d,%d,padding=%s" % (*kernel, *stride, padding),
                    (7, 8, 2)),
                   lambda w, x, s=stride, k=kernel, p=padding: conv(w, x, 3, k, s, p))
    for channels, filters, padding, act in ((1, 16, "same", "relu"), (8, 8, "same", "relu"), (8, 16, "valid", "tanh"),
                                            (16, 1, "same", "sigmoid"), (32, 32, "same", "relu")):
        yield (("Conv2D", "filters=%d,kernel_size=3,padding=%s,activation=%s" % (filters, padding, act),
                (7, 9, channels)),
               lambda w, x, f=filters, p=padding, a=act: ACTIVATIONS[a](conv(w, x, f, (3, 3), padding=p)))
    yield (("Conv2D", "filters=2,kernel_size=3,2,use_bias=false,padding=same", (4, 5, 3)),
           lambda w, x: conv(w, x, 2, (3, 2), padding="same", bias=False))
    for padding in ("same", "valid"):
        for stride in (1, 2, 3):
            yield (("Conv1D", "filters=3,kernel_size=4,strides=%d,padding=%s" % (stride, padding), (9, 2)),
                   lambda w, x, s=stride, p=padding: conv(w, x, 3, (4,), (s,), p))
            yield (("DepthwiseConv2D", "kernel_size=3,2,strides=%d,%d,padding=%s,depth_multiplier=%d"
                    % (stride, stride, padding, stride), (5, 6, 2)),
                   lambda w, x, s=stride, p=padding: depthwise(w, x, (3, 2), (s, s), p, s))
            yield (("Conv2DTranspose", "filters=2,kernel_size=3,2,strides=%d,%d,padding=%s"
                    % (stride, stride, padding), (3, 4, 3)),
                   lambda w, x, s=stride, p=padding: conv_transpose(w, x, 2, (3, 2), (s, s), p))
        yield (("Conv2DTranspose", "filters=2,kernel_size=5,4,strides=2,3,use_bias=false,padding=%s" % padding,
                (3, 2, 2)),
               lambda w, x, p=padding: conv_transpose(w, x, 2, (5, 4), (2, 3), p, False))


def image_cases():
    for padding in ("same", "valid"):
        for size, stride in (((2, 2), (2, 2)), ((3, 2), (2, 1)), ((2, 3), (3, 2))):
            for type_, kind in (("MaxPooling2D", "max"), ("AveragePooling2D", "average")):
                yield ((type_, "pool_size=%d,%d,strides=%d,%d,padding=%s" % (*size, *stride, padding), (7, 5, 2)),
                       lambda w, x, z=size, s=stride, p=padding, k=kind: pool(x, z, s, p, k))
        yield (("MaxPooling1D", "pool_size=3,strides=2,padding=" + padding, (8, 2)),
               lambda w, x, p=padding: pool(x, (3,), (2,), p, "max"))
    yield ("MaxPooling2D", "pool_size=2,padding=same", (7, 7, 3)), lambda w, x: pool(x, (2, 2), (2, 2), "same", "max")
    yield ("GlobalAveragePooling2D", "", (4, 3, 5)), lambda w, x: x.mean((1, 2))
    for interpolation in ("nearest", "bilinear"):
        for size in ((2, 2), (3, 2)):
            yield (("UpSampling2D", "size=%d,%d,interpolation=%s" % (*size, interpolation), (3, 4, 2)),
                   lambda w, x, z=size, i=interpolation: up_sample(x, z, i))
    yield ("UpSampling1D", "size=3", (4, 2)), lambda w, x: x.repeat_interleave(3, 1)
    yield (("ZeroPadding2D", "padding=1,0,2,1", (2, 3, 2)), lambda w, x: F.pad(x, (0, 0, 2, 1, 1, 0)))
    yield ("Cropping2D", "cropping=1,0,1,2", (3, 5, 2)), lambda w, x: x[:, 1:, 1:-2]
    yield ("Permute", "dims=3,1,2", (2, 3, 4)), lambda w, x: x.permute(0, 3, 1, 2)


def sequence_cases():
    for sequences in ("false", "true"):
        s = sequences == "true"
        more = ",return_sequences=" + sequences
        yield ("LSTM", "units=3" + more, (5, 2)), lambda w, x, s=s: recurrent(w, x, 3, sequences=s)
        yield ("GRU", "units=3" + more, (5, 2)), lambda w, x, s=s: recurrent(w, x, 3, "GRU", s)
        yield (("GRU", "units=3,reset_after=false" + more, (5, 2)),
               lambda w, x, s=s: gru_reset_before(w, x, 3, s))
        for merge in ("concat", "sum", "mul", "ave"):
            for cell in ("LSTM", "GRU"):
                yield (("Bidirectional", "units=2,layer=%s,merge_mode=%s%s" % (cell, merge, more), (4, 3)),
                       lambda w, x, s=s, c=cell, m=merge: recurrent(w, x, 2, c, s, both=True, merge=m))
    yield (("LSTM", "units=28,return_sequences=true", (6, 32)), lambda w, x: recurrent(w, x, 28, sequences=True))
    yield ("LSTM", "units=3,use_bias=false", (4, 2)), lambda w, x: recurrent(w, x, 3, bias=False)
    yield (("GRU", "units=3,use_bias=false", (4, 2)), lambda w, x: recurrent(w, x, 3, "GRU", bias=False))
    yield (("GRU", "units=3,use_bias=false,reset_after=false", (4, 2)),
           lambda w, x: gru_reset_before(w, x, 3, bias=False))
    yield ("RepeatVector", "n=3", (4,)), lambda w, x: x[:, None].repeat(1, 3, 1)
    yield (("TimeDistributed", "units=4,activation=sigmoid", (3, 5)), lambda w, x: torch.sigmoid(dense(w, x, 4)))


def other_cases():
    yield ("Dense", "units=5,activation=relu", (7,)), lambda w, x: F.relu(dense(w, x, 5))
    yield ("Dense", "units=4,use_bias=false", (2, 3, 2)), lambda w, x: dense(w, x.flatten(1), 4, False)
    yield ("Dense", "units=4", (3, 5)), lambda w, x: dense(w, x, 4)
    for name, function in ACTIVATIONS.items():
        yield ("Activation", "activation=" + name, (3, 4)), lambda w, x, f=function: f(x)
    yield ("LeakyReLU", "", (2, 3)), lambda w, x: F.leaky_relu(x, 0.3)
    yield ("LeakyReLU", "negative_slope=0.05", (5,)), lambda w, x: F.leaky_relu(x, 0.05)
    yield ("ELU", "alpha=0.7", (5,)), lambda w, x: F.elu(x, 0.7)
    yield ("PReLU", "", (2, 3, 2)), prelu
    yield ("BatchNormalization", "", (3, 2, 3)), lambda w, x: batch_normalization(w, x, False)
    yield (("BatchNormalization", "epsilon=0.1", (5,), "training"),
           lambda w, x: batch_normalization(w, x, True, 0.1))
    yield (("BatchNormalization", "", (3, 2, 3), "training"), lambda w, x: batch_normalization(w, x, True))
    yield ("LayerNormalization", "", (3, 4)), layer_normalization
    yield ("GaussianCode", "units=3", (2, 2, 2)), lambda w, x: gaussian_code(w, x, 3)
    yield (("SparseCode", "rho=0.1,weight=0.5", (5,), "training unit"), lambda w, x: sparse_code(w, x, 0.1, 0.5))
    for type_, options in (("Dropout", "rate=0.5"), ("GaussianNoise", "stddev=0.5")):
        yield (type_, options, (6,)), lambda w, x: x
    yield ("Add", "", (2, 3, 2), "", (2, 3, 2)), lambda w, x, x2: x + x2
    yield ("Concatenate", "", (2, 3), "", (2, 4)), lambda w, x, x2: torch.cat([x, x2], -1)


def samples(seed, shape, unit=False):
    drawn = Generator(seed).draw(SAMPLES, *shape)
    return single(drawn if unit else 2 * drawn - 1)


def write(name, number):
    print("%s=%s" % (name, ";".join("%.8g" % v for v in np.atleast_1d(np.asarray(number)))))


def write_values(name, values):
    values = np.asarray(values).ravel()
    write(name + "_some", values[::1 + (values.size - 1) // SHOWN])
    write(name + "_sum", values @ (2 * Generator(SUM_SEED).draw(values.size) - 1))


def write_layer(number, case, run):
    type_, options, shape, flags, shape2 = (*case, "", None)[:5] if len(case) < 5 else case
    print("\n[%u %s]" % (number, type_))
    print("options=%s\ninput=%s" % (options, ";".join(map(str, shape))))
    inputs = [samples(X_SEED, shape, "unit" in flags)]
    if shape2:
        print("second=%s" % ";".join(map(str, shape2)))
        inputs.append(samples(X2_SEED, shape2))
    if flags:
        print("flags=%s" % flags)
    y = run(Weights(), *inputs)
    parts = {}
    if isinstance(y, tuple):
        y, parts = y
    print("output=%s" % ";".join(map(str, y.shape[1:])))
    write_values("y", y.detach())
    for part, value in parts.items():
        write(part, value)


def cosine(y, t):
    return -F.cosine_similarity(y, t, dim=1)


LOSSES = (
    ("binary_crossentropy", "", lambda y, t: F.binary_cross_entropy(y, t, reduction="none").mean(1)),
    ("mean_squared_error", "", lambda y, t: F.mse_loss(y, t, reduction="none").mean(1)),
    ("mean_absolute_error", "", lambda y, t: F.l1_loss(y, t, reduction="none").mean(1)),
    ("huber", "delta=0.2", lambda y, t: F.huber_loss(y, t, reduction="none", delta=0.2).mean(1)),
    ("huber", "", lambda y, t: F.huber_loss(y, t, reduction="none").mean(1)),
    ("cosine_similarity", "", cosine),
)


def write_loss(number, name, options, run, fused):
    print("\n[%u %s]\nloss_options=%s" % (number, name, options))
    t = samples(X2_SEED, (11,), True)
    z = samples(X_SEED, (11,), not fused)
    if fused:
        print("flags=fused")
    z.requires_grad = True
    losses = run(torch.sigmoid(z) if fused else z, t)
    losses.sum().backward()
    write("loss", losses.sum().item())
    write_values("dy", z.grad)


def main():
    number = 0
    print("# Written by make-layers.py.")
    for cases in (conv_cases, image_cases, sequence_cases, other_cases):
        for case, run in cases():
            number += 1
            write_layer(number, case, run)
    for name, options, run in LOSSES:
        for fused in (False, True)[:1 + (name == "binary_crossentropy")]:
            number += 1
            write_loss(number, name, options, run, fused)


main()
