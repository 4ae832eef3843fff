#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes golden.ini: what the simple and the deep autoencoder give, and five
steps of their training, by an implementation that shares nothing with the
engine: numpy, in double, Keras 3's Adam written out.

Samples and first weights come from a linear congruential generator that
test-golden.c has too, so that the file holds results alone.

usage: make-golden.py > golden.ini        (python3-numpy; not run by the tests)
"""
import numpy as np

SAMPLES = 100
SIZE = 784
BATCHES = (100, 100, 64, 100, 37)
RATE, BETA_1, BETA_2, EPSILON = 1e-3, 0.9, 0.999, 1e-7
MODELS = {
    "simple": ((32, "relu"), (SIZE, "sigmoid")),
    "deep": ((128, "relu"), (64, "relu"), (32, "relu"), (64, "relu"), (128, "relu"),
             (SIZE, "sigmoid")),
}


class Generator:
    """x = 6364136223846793005 x + 1442695040888963407 mod 2^64; the upper 24 bits."""

    def __init__(self, seed):
        self.state = seed

    def draw(self, n):
        out = np.empty(n)
        for i in range(n):
            self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
            out[i] = (self.state >> 40) / 2.0**24
        return out


def make_samples():
    drawn = Generator(1).draw(SAMPLES * SIZE).reshape(SAMPLES, SIZE)
    return np.where(drawn < 0.6, 0, drawn).astype(np.float32).astype(float)


def make_weights(units):
    generator, size, weights = Generator(2), SIZE, []
    for out, _ in units:
        limit = np.sqrt(6 / (size + out))
        kernel = limit * (2 * generator.draw(size * out) - 1)
        bias = 0.1 * (2 * generator.draw(out) - 1)
        weights.append(kernel.reshape(size, out).astype(np.float32).astype(float))
        weights.append(bias.astype(np.float32).astype(float))
        size = out
    return weights


def forward(units, weights, x):
    values = [x]
    for i, (_, activation) in enumerate(units):
        z = values[-1] @ weights[2 * i] + weights[2 * i + 1]
        values.append(np.maximum(z, 0) if activation == "relu" else 1 / (1 + np.exp(-z)))
    return values


def cross_entropy(y, t):
    return np.mean(-t * np.log(y) - (1 - t) * np.log(1 - y))


def backward(units, weights, values, t):
    """The gradient of the mean over values and samples, layer by layer."""
    y = values[-1]
    dz = (y - t) / t.size
    gradients = [None] * len(weights)
    for i in reversed(range(len(units))):
        gradients[2 * i] = values[i].T @ dz
        gradients[2 * i + 1] = dz.sum(axis=0)
        dz = (dz @ weights[2 * i].T) * (values[i] > 0)
    return gradients


def train(units, weights, samples):
    losses = []
    m = [np.zeros_like(w) for w in weights]
    v = [np.zeros_like(w) for w in weights]
    for step, n in enumerate(BATCHES, 1):
        x = samples[(np.arange(n) * 7 + step) % SAMPLES]
        values = forward(units, weights, x)
        losses.append(cross_entropy(values[-1], x))
        for w, g, m_w, v_w in zip(weights, backward(units, weights, values, x), m, v):
            m_w += (1 - BETA_1) * (g - m_w)
            v_w += (1 - BETA_2) * (g * g - v_w)
            alpha = RATE * np.sqrt(1 - BETA_2**step) / (1 - BETA_1**step)
            w -= alpha * m_w / (np.sqrt(v_w) + EPSILON)
    return losses


def line(name, values):
    print("%s=%s" % (name, ";".join("%.9g" % value for value in values)))


def main():
    samples = make_samples()
    print("# Written by make-golden.py.")
    for name, units in MODELS.items():
        weights = make_weights(units)
        code = len(units) // 2
        values = forward(units, weights, samples)
        print("\n[%s]" % name)
        line("code", values[code][0])
        line("outputs", values[-1][:3, 100::90].ravel())
        line("loss", [cross_entropy(values[-1], samples)])
        line("losses", train(units, weights, samples))
        values = forward(units, weights, samples)
        line("trained_outputs", values[-1][:3, 100::90].ravel())
        line("trained_loss", [cross_entropy(values[-1], samples)])
        line("trained_sums", [w.sum() for w in weights])
        line("trained_squares", [(w * w).sum() for w in weights])


main()
