# SPDX-License-Identifier: MIT
"""The models of ./dev bench --peers, each as one line of layers that both sides build from.

A row: input shape, batch size, layers as hourglass-cli new --layers takes them. The first seven are templates of
Hourglass, which then come from there.
"""
TEMPLATES = ("simple", "sparse", "deep", "conv", "denoise", "seq2seq", "variational")
POOL, UP = "maxpooling2d 2 padding=same", "upsampling2d 2"


def conv(filters, more="same relu"):
    return "conv2d %d 3x3 %s" % (filters, more)


def norm(filters):
    return [conv(filters, "same"), "batchnormalization", "activation relu"]


IMAGE = ["dense 784 sigmoid"]
MODELS = {
    "simple": ((784,), 256, ["dense 32 relu", *IMAGE]),
    "sparse": ((784,), 256, ["dense 32 relu", *IMAGE]),
    "deep": ((784,), 256, ["dense 128 relu", "dense 64 relu", "dense 32 relu", "dense 64 relu", "dense 128 relu",
                           *IMAGE]),
    "conv": ((28, 28, 1), 128, [conv(16), POOL, conv(8), POOL, conv(8), POOL, conv(8), UP, conv(8), UP,
                                conv(16, "valid relu"), UP, conv(1, "same sigmoid")]),
    "denoise": ((28, 28, 1), 128, [conv(32), POOL, conv(32), POOL, conv(32), UP, conv(32), UP,
                                   conv(1, "same sigmoid")]),
    "seq2seq": ((28, 28), 128, ["lstm 32", "repeatvector 28", "lstm 28 return_sequences=true",
                                "timedistributed 28 sigmoid"]),
    "variational": ((784,), 128, ["dense 256 relu", "dense 2", "dense 256 relu", *IMAGE]),
    "wide dense": ((784,), 128, ["dense 1024 relu", "dense 256 relu", "dense 64 relu", "dense 256 relu",
                                 "dense 1024 relu", *IMAGE]),
    "colour": ((32, 32, 3), 128, [conv(32), POOL, conv(64), POOL, conv(128), conv(128), UP, conv(64), UP, conv(32),
                                  conv(3, "same sigmoid")]),
    "colour normalized": ((32, 32, 3), 128, [*norm(32), *norm(32), *norm(32), *norm(32), conv(3, "same sigmoid")]),
    "strided": ((28, 28, 1), 128, [conv(16, "same relu strides=2"), conv(32, "same relu strides=2"), "flatten",
                                   "dense 16", "dense 1568 relu", "reshape 7,7,32",
                                   "conv2dtranspose 16 3x3 same relu strides=2",
                                   "conv2dtranspose 1 3x3 same sigmoid strides=2"]),
    "128 x 128 colour": ((128, 128, 3), 32, [conv(16, "same relu strides=2"), conv(32, "same relu strides=2"),
                                             conv(64, "same relu strides=2"), UP, conv(32), UP, conv(16), UP,
                                             conv(3, "same sigmoid")]),
    "5 x 5 kernels": ((32, 32, 3), 128, ["conv2d 24 5x5 same relu", POOL, "conv2d 48 5x5 same relu", UP,
                                         "conv2d 3 5x5 same sigmoid"]),
    "depthwise": ((32, 32, 3), 128, [conv(32), "depthwiseconv2d 3x3 same relu", "conv2d 48 1x1 same relu", POOL,
                                     "depthwiseconv2d 3x3 same relu", "conv2d 32 1x1 same relu", UP,
                                     conv(3, "same sigmoid")]),
    "LSTM 64 over 140 steps": ((140, 1), 128, ["lstm 64", "repeatvector 140", "lstm 64 return_sequences=true",
                                           "timedistributed 1"]),
    "GRU 128": ((28, 28), 128, ["gru 128", "repeatvector 28", "gru 128 return_sequences=true",
                                "timedistributed 28 sigmoid"]),
    "series Conv1D": ((140, 1), 128, ["conv1d 32 7 same relu", "maxpooling1d 2", "conv1d 16 7 same relu",
                                       "upsampling1d 2", "conv1d 1 7 same"]),
}
