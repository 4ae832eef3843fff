#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The models of peer_models.py trained by Keras 3 on JAX: by its own loop ("fit"), or by one jitted step ("jit").

Lines in and out are as for peer_torch.py; "way" chooses. JAX has a thread for each core that this process may use.
"""
import json
import os
import sys
import time

os.environ.update(KERAS_BACKEND="jax", JAX_PLATFORMS="cpu", TF_CPP_MIN_LOG_LEVEL="3")
import jax
import keras
import numpy

import peer_models

TYPES = {name.lower(): getattr(keras.layers, name)
         for name in ("Dense", "Conv2D", "DepthwiseConv2D", "Conv2DTranspose", "Conv1D", "MaxPooling2D", "MaxPooling1D",
                      "UpSampling2D", "UpSampling1D", "BatchNormalization", "Activation", "Flatten", "Reshape", "LSTM",
                      "GRU", "RepeatVector")}
ACTIVATIONS = ("relu", "sigmoid")


def make_layer(text):
    """A line of layers says their options by place or by name, as hourglass-cli new --layers has them."""
    name, *words = text.split()
    options = dict(w.split("=") for w in words if "=" in w)
    options = {k: v == "true" if v == "true" else int(v) if v.isdigit() else v for k, v in options.items()}
    options.update({"padding": w for w in words if w in ("same", "valid")})
    # The loss is taken on logits.
    options.update({"activation": w for w in words if w == "relu" and name != "activation"})
    sizes = [w for w in words if w[0].isdigit() and "=" not in w]
    places = [tuple(int(k) for k in w.split("x")) if "x" in w else int(w) if w.isdigit() else
              tuple(int(k) for k in w.split(",")) for w in sizes]
    if name == "activation":
        places = [words[0]]
    if name == "timedistributed":
        name = "dense"
    return TYPES[name](*places, **options)


def build(model):
    shape, batch, layers = peer_models.MODELS[model]
    inputs = outputs = keras.Input(shape)
    for text in layers:
        if text.startswith("dense") and len(outputs.shape) > 3:
            outputs = keras.layers.Flatten()(outputs)
        outputs = make_layer(text)(outputs)
    network = keras.Model(inputs, outputs)
    loss = (keras.losses.BinaryCrossentropy(from_logits=True) if "sigmoid" in layers[-1]
            else keras.losses.MeanSquaredError())
    network.compile(keras.optimizers.Adam(1e-3, epsilon=1e-7), loss, jit_compile=True)
    return network, batch, numpy.random.default_rng(1).random((4, batch, *shape), dtype="float32")


def find_target(network, x):
    """As much of the input as the model outputs."""
    sides = network.output_shape[1:]
    return x[tuple(slice(n) for n in (len(x), *sides))]


def make_fit_step(network, data):
    return lambda i: network.train_on_batch(data[i % 4], find_target(network, data[i % 4]))


def make_jit_step(network, data):
    optimizer = network.optimizer
    optimizer.build(network.trainable_variables)

    def find_loss(weights, others, x, y):
        output, others = network.stateless_call(weights, others, x, training=True)
        return network.loss(y, output), others

    @jax.jit
    def advance(state, x, y):
        weights, others, slots = state
        (loss, others), gradients = jax.value_and_grad(find_loss, has_aux=True)(weights, others, x, y)
        weights, slots = optimizer.stateless_apply(slots, gradients, weights)
        return (weights, others, slots), loss

    state = [[v.value for v in variables] for variables in
             (network.trainable_variables, network.non_trainable_variables, optimizer.variables)]
    batches = [(jax.device_put(x), jax.device_put(find_target(network, x))) for x in data]

    def step(i):
        nonlocal state
        state, loss = advance(state, *batches[i % 4])
        loss.block_until_ready()

    return step


def measure(model, seconds, way):
    """Samples a second of training steps, after a warm-up of as long."""
    network, batch, data = build(model)
    step = (make_jit_step if way == "jit" else make_fit_step)(network, data)
    for limit in (seconds, seconds):
        steps, begin = 0, time.perf_counter()
        while steps < 2 or time.perf_counter() - begin < limit:
            step(steps)
            steps += 1
    return steps * batch / (time.perf_counter() - begin)


def main():
    for line in sys.stdin:
        asked = json.loads(line)
        rate = measure(asked["model"], asked["seconds"], asked["way"])
        print(json.dumps({"samples_per_second": rate,
                          "version": "JAX %s, Keras %s" % (jax.__version__, keras.__version__)}), flush=True)


if __name__ == "__main__":
    main()
