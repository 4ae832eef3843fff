# SPDX-License-Identifier: MIT
"""Models as people build and save them in Keras, models inside models among them."""
import keras
import numpy
from keras import layers


def simple():
    return keras.Sequential([layers.Input((784,)), layers.Dense(32, activation="relu"),
                             layers.Dense(784, activation="sigmoid")])


def deep():
    return keras.Sequential([layers.Input((784,))]
                            + [layers.Dense(n, activation="relu") for n in (128, 64, 32, 64, 128)]
                            + [layers.Dense(784, activation="sigmoid")])


def sparse():
    x = inputs = layers.Input((784,))
    x = layers.Dense(32, activation="relu", activity_regularizer=keras.regularizers.L1(1e-4))(x)
    return keras.Model(inputs, layers.Dense(784, activation="sigmoid")(x))


def conv():
    x = inputs = layers.Input((28, 28, 1))
    for n in (16, 8, 8):
        x = layers.Conv2D(n, 3, activation="relu", padding="same")(x)
        x = layers.MaxPooling2D(2, padding="same")(x)
    for n, padding in ((8, "same"), (8, "same"), (16, "valid")):
        x = layers.Conv2D(n, 3, activation="relu", padding=padding)(x)
        x = layers.UpSampling2D(2)(x)
    return keras.Model(inputs, layers.Conv2D(1, 3, activation="sigmoid", padding="same")(x))


def denoise():
    x = inputs = layers.Input((28, 28, 1))
    for _ in range(2):
        x = layers.MaxPooling2D(2)(layers.Conv2D(8, 3, activation="relu", padding="same")(x))
    for _ in range(2):
        x = layers.Conv2DTranspose(8, 3, strides=2, activation="relu", padding="same")(x)
    return keras.Model(inputs, layers.Conv2D(1, 3, activation="sigmoid", padding="same")(x))


def padded():
    x = inputs = layers.Input((4, 5, 3))
    for size, strides, padding, extra in ((3, 2, "same", 0), (3, 2, "valid", 1), (4, 3, "same", (2, 1))):
        x = layers.Conv2DTranspose(2, size, strides=strides, padding=padding, output_padding=extra)(x)
    return keras.Model(inputs, x)


def seq2seq():
    x = inputs = layers.Input((28, 28))
    x = layers.RepeatVector(28)(layers.LSTM(32)(x))
    x = layers.LSTM(28, return_sequences=True)(x)
    return keras.Model(inputs, layers.TimeDistributed(layers.Dense(28, activation="sigmoid"))(x))


def nested():
    """Encoder and decoder as models of their own, as most examples have them."""
    encoder = keras.Sequential([layers.Input((28, 28, 1)), layers.Flatten(),
                                layers.Dense(16, activation="gelu"), layers.Dropout(0.2),
                                layers.BatchNormalization()], name="encoder")
    decoder = keras.Sequential([layers.Input((16,)), layers.Dense(784, activation="sigmoid"),
                                layers.Reshape((28, 28, -1))], name="decoder")
    inputs = layers.Input((28, 28, 1))
    return keras.Model(inputs, decoder(encoder(inputs)))


def recurrent():
    x = inputs = layers.Input((12, 5))
    x = layers.Bidirectional(layers.GRU(6, return_sequences=True))(x)
    x = layers.LayerNormalization()(layers.Conv1D(8, 3, padding="same")(x))
    return keras.Model(inputs, layers.GRU(5, return_sequences=True)(layers.LeakyReLU()(x)))


def skip():
    x = inputs = layers.Input((16, 16, 3))
    x = first = layers.Conv2D(4, 3, padding="same", activation="swish")(x)
    x = layers.DepthwiseConv2D(3, padding="same")(layers.AveragePooling2D(2)(x))
    x = layers.UpSampling2D(2, interpolation="bilinear")(x)
    x = layers.Add()([x, first])
    return keras.Model(inputs, layers.Conv2D(3, 3, padding="same")(layers.PReLU()(x)))


@keras.saving.register_keras_serializable("interop")
class Sampling(layers.Layer):
    """As the examples of variational models draw their code."""

    def call(self, inputs):
        mean, v = inputs
        return mean + keras.ops.exp(0.5 * v) * keras.random.normal(keras.ops.shape(mean))


def variational():
    x = inputs = layers.Input((784,))
    x = layers.Dense(16, activation="relu")(x)
    x = Sampling()([layers.Dense(2, name="z_mean")(x), layers.Dense(2, name="z_log_var")(x)])
    x = layers.Dense(16, activation="relu")(x)
    return keras.Model(inputs, layers.Dense(784, activation="sigmoid")(x))


BUILDERS = (simple, deep, sparse, conv, denoise, padded, seq2seq, nested, recurrent, skip, variational)


def build_all():
    """(name, model), no weight as it was drawn: no zero, no one."""
    random = numpy.random.default_rng(1)
    for builder in BUILDERS:
        model = builder()
        model.set_weights([w + random.uniform(0, 0.1, w.shape).astype("float32")
                           for w in model.get_weights()])
        if builder is variational:  # a variance so small that what is drawn is the mean
            z = model.get_layer("z_log_var")
            z.set_weights([z.get_weights()[0] * 0, numpy.full(2, -60, "float32")])
        yield builder.__name__, model
