#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What TensorFlow does, in a process of its own: Keras has one backend in each.

usage: tensorflow_side.py write FOLDER           Keras' twins through tf2onnx: NAME.onnx, .x.npy, .y.npy
       tensorflow_side.py load ENDING PATH...    our files in Keras: a line "NAME difference" each
"""
import os
import sys

os.environ.update(KERAS_BACKEND="tensorflow", TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="")

import keras
import numpy
import tensorflow

import keras_twins
from interop import compare


def write(folder):
    import tf2onnx
    for name, model, x in keras_twins.make():
        path = os.path.join(folder, name)
        shape = tensorflow.TensorSpec((None, *model.input_shape[1:]), tensorflow.float32, name="x")
        graph = tensorflow.function(lambda t, m=model: m(t, training=False), input_signature=(shape,))
        try:
            tf2onnx.convert.from_function(graph, input_signature=(shape,), opset=15,
                                          output_path=path + ".part")
            unknown = find_unknown(path + ".part")
        except ValueError:  # tf2onnx 1.17 falls over a penalty on activities
            continue
        # and leaves what it does not know, such as Erfc, as it is; a GRU is a loop for it
        if unknown:
            continue
        os.rename(path + ".part", path + ".onnx")
        numpy.save(path + ".x.npy", x)
        numpy.save(path + ".y.npy", numpy.asarray(model.predict(x, verbose=0)))
        print(name, flush=True)


def find_unknown(path):
    """Operators that are none of ONNX', or no layer anywhere."""
    import onnx
    known = {schema.name for schema in onnx.defs.get_all_schemas()} - {"Loop"}
    return {node.op_type for node in onnx.load(path).graph.node} - known


def load(ending, paths):
    for path in paths:
        model = keras.saving.load_model(path + "." + ending, compile=False)
        y = model.predict(numpy.load(path + ".x.npy"), verbose=0)
        y = y[0] if isinstance(y, (list, tuple)) else y
        print(os.path.basename(path), compare(y, numpy.load(path + ".y.npy")), flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(sys.argv[2])
    else:
        load(sys.argv[2], sys.argv[3:])
