# SPDX-License-Identifier: MIT
"""Keras twins of the seven models, with random weights, and samples for them."""
import keras
import numpy
from keras import layers


def sequential(shape, *stack):
    return keras.Sequential([keras.Input(shape), *stack])


def conv(filters, **options):
    return layers.Conv2D(filters, 3, activation="relu", padding="same", **options)


def models():
    yield "simple", sequential((784,), layers.Dense(32, "relu"), layers.Dense(784, "sigmoid"))
    yield "sparse", sequential((784,), layers.Dense(32, "relu", activity_regularizer="l1"),
                               layers.Dense(784, "sigmoid"))
    yield "deep", sequential((784,), *(layers.Dense(n, "relu") for n in (128, 64, 32, 64, 128)),
                             layers.Dense(784, "sigmoid"))
    yield "conv", sequential(
        (28, 28, 1), conv(16), layers.MaxPooling2D(2, padding="same"), conv(8),
        layers.MaxPooling2D(2, padding="same"), conv(8), layers.MaxPooling2D(2, padding="same"), conv(8),
        layers.UpSampling2D(2), conv(8), layers.UpSampling2D(2), layers.Conv2D(16, 3, activation="relu"),
        layers.UpSampling2D(2), layers.Conv2D(1, 3, activation="sigmoid", padding="same"))
    yield "denoise", sequential(
        (28, 28, 1), conv(32), layers.MaxPooling2D(2), conv(32), layers.MaxPooling2D(2), conv(32),
        layers.UpSampling2D(2), conv(32), layers.UpSampling2D(2),
        layers.Conv2D(1, 3, activation="sigmoid", padding="same"))
    yield "transposed", sequential(
        (8, 8, 3), layers.Conv2D(4, 3, strides=2, padding="same", activation="relu"), layers.Flatten(),
        layers.Dense(10), layers.Dense(64, "relu"), layers.Reshape((4, 4, 4)),
        layers.Conv2DTranspose(3, 3, strides=2, padding="same", activation="sigmoid"))
    yield "seq2seq", sequential(
        (28, 28), layers.LSTM(32), layers.RepeatVector(28), layers.LSTM(28, return_sequences=True),
        layers.TimeDistributed(layers.Dense(28, activation="sigmoid")))
    yield "gru", sequential(
        (6, 4), layers.GRU(5, return_sequences=True), layers.GRU(3), layers.RepeatVector(6),
        layers.GRU(4, return_sequences=True, reset_after=False), layers.Dense(4))
    yield "normalized", sequential(
        (12,), layers.Dense(8), layers.BatchNormalization(), layers.LeakyReLU(), layers.Dropout(0.2),
        layers.Dense(8, "gelu"), layers.Dense(12, "sigmoid"))


def make():
    """(name, model, x) of each."""
    keras.utils.set_random_seed(1)
    random = numpy.random.default_rng(1)
    for name, model in models():
        yield name, model, random.random((3, *model.input_shape[1:]), dtype="f4")
