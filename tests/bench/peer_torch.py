#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The models of peer_models.py trained by PyTorch, as fast as it goes.

Each line of standard input asks for one measurement, as JSON with model, seconds and way ("eager" or
"compiled"); each is answered by a line with samples_per_second and version. So PyTorch starts once. It has a thread for
each core that this process may use. Batches lie in memory; images are channels-last; denormals are flushed; the loss is taken on logits.
"""
import json
import os
import sys
import time

import torch
from torch import nn

import peer_models

ACTIVATIONS = {"relu": nn.ReLU}


class Series(nn.Module):
    """A recurrent layer that outputs all steps, or the last one."""

    def __init__(self, kind, features, units, sequences):
        super().__init__()
        self.layer = kind(features, units, batch_first=True)
        self.sequences = sequences

    def forward(self, x):
        y, _ = self.layer(x)
        return y if self.sequences else y[:, -1]


class Repeat(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.n = n

    def forward(self, x):
        return x.unsqueeze(1).expand(-1, self.n, -1)


class Builder:
    """Builds layer after layer; shape is channels first, as PyTorch has it."""

    def __init__(self, shape):
        self.shape = (shape[-1], *shape[:-1]) if len(shape) == 3 else shape
        self.turned = False  # a series with its features first, as Conv1d wants them
        self.layers = []

    def add(self, layer):
        self.layers.append(layer)
        with torch.no_grad():
            self.shape = tuple(nn.Sequential(*self.layers)(torch.zeros(2, *self.start)).shape[1:])

    def turn(self, turned):
        if self.turned != turned:
            self.turned = turned
            self.add(Turn())

    def build(self, layers):
        self.start = self.shape
        for text in layers:
            name, *words = text.split()
            getattr(self, name)([w for w in words if w not in ACTIVATIONS])
            self.layers += [ACTIVATIONS[w]() for w in words if w in ACTIVATIONS and name != "activation"]
        self.turn(False)
        return nn.Sequential(*self.layers)

    def dense(self, words):
        if len(self.shape) > 2:
            self.add(nn.Flatten())
        self.add(nn.Linear(self.shape[-1], int(words[0])))

    timedistributed = dense

    def window(self, words):
        kernel = [int(k) for k in next(w for w in words if "x" in w and w[0].isdigit()).split("x")]
        stride = next((int(w.split("=")[1]) for w in words if w.startswith("strides=")), 1)
        return kernel, stride, [k // 2 for k in kernel] if "same" in words else 0

    def conv2d(self, words):
        kernel, stride, padding = self.window(words)
        self.add(nn.Conv2d(self.shape[0], int(words[0]), kernel, stride, padding))

    def depthwiseconv2d(self, words):
        kernel, stride, padding = self.window(words)
        self.add(nn.Conv2d(self.shape[0], self.shape[0], kernel, stride, padding, groups=self.shape[0]))

    def conv2dtranspose(self, words):
        kernel, stride, padding = self.window(words)
        self.add(nn.ConvTranspose2d(self.shape[0], int(words[0]), kernel, stride, padding, output_padding=stride - 1))

    def conv1d(self, words):
        self.turn(True)
        self.add(nn.Conv1d(self.shape[0], int(words[0]), int(words[1]), padding=int(words[1]) // 2))

    def maxpooling2d(self, words):
        self.add(nn.MaxPool2d(int(words[0]), ceil_mode=True))

    def maxpooling1d(self, words):
        self.turn(True)
        self.add(nn.MaxPool1d(int(words[0])))

    def upsampling2d(self, words):
        self.add(nn.Upsample(scale_factor=int(words[0]), mode="nearest"))

    upsampling1d = upsampling2d

    def batchnormalization(self, _words):
        self.add(nn.BatchNorm2d(self.shape[0]))

    def activation(self, _words):
        self.add(nn.ReLU())

    def flatten(self, _words):
        self.add(nn.Flatten())

    def reshape(self, words):
        height, width, channels = (int(w) for w in words[0].split(","))
        self.add(nn.Unflatten(1, (channels, height, width)))

    def lstm(self, words):
        self.add(Series(nn.LSTM, self.shape[-1], int(words[0]), "return_sequences=true" in words))

    def gru(self, words):
        self.add(Series(nn.GRU, self.shape[-1], int(words[0]), "return_sequences=true" in words))

    def repeatvector(self, words):
        self.add(Repeat(int(words[0])))


class Turn(nn.Module):
    def forward(self, x):
        return x.transpose(1, 2)


def train(model, batch, shape, loss, seconds):
    """Samples a second of training steps, after a warm-up of as long."""
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, eps=1e-7)
    data = [torch.rand(batch, *shape) for _ in range(4)]
    if len(shape) == 3:
        data = [x.contiguous(memory_format=torch.channels_last) for x in data]
    for limit in (seconds, seconds):
        steps, begin = 0, time.perf_counter()
        while steps < 2 or time.perf_counter() - begin < limit:
            x = data[steps % len(data)]
            optimizer.zero_grad(set_to_none=True)
            loss(model(x), x).backward()
            optimizer.step()
            steps += 1
    return steps * batch / (time.perf_counter() - begin)


def measure(model, seconds, way):
    shape, batch, layers = peer_models.MODELS[model]
    builder = Builder(shape)
    inputs = builder.shape
    network = builder.build(layers)
    if len(shape) == 3:
        network = network.to(memory_format=torch.channels_last)
    if way == "compiled":
        network = torch.compile(network)
    loss = nn.functional.binary_cross_entropy_with_logits if "sigmoid" in layers[-1] else nn.functional.mse_loss
    return train(network, batch, inputs, loss, seconds)


def main():
    torch.set_flush_denormal(True)
    torch.set_num_threads(len(os.sched_getaffinity(0)))
    for line in sys.stdin:
        asked = json.loads(line)
        rate = measure(asked["model"], asked["seconds"], asked["way"])
        print(json.dumps({"samples_per_second": rate, "version": "PyTorch " + torch.__version__}), flush=True)


if __name__ == "__main__":
    main()
