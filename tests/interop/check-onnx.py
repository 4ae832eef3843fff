#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every case that we write as ONNX passes ONNX' own checker and its strict inference of shapes.

usage: check-onnx.py MAKE-CASES
"""
import os
import subprocess
import sys
import tempfile

try:
    import numpy
    import onnx
    from onnx import shape_inference
except ImportError:
    print("Skipped: python3-onnx is not installed.")
    sys.exit(77)


def sizes(value):
    return [dim.dim_value for dim in value.type.tensor_type.shape.dim][1:]


def check(path):
    model = onnx.load(path + ".onnx")
    onnx.checker.check_model(model, full_check=True)
    inferred = shape_inference.infer_shapes(model, strict_mode=True, data_prop=True).graph
    for value, array in ((inferred.input[0], ".x.npy"), (inferred.output[0], ".y.npy")):
        expected = list(numpy.load(path + array).shape[1:])
        assert sizes(value) == expected, "%s: %s in place of %s" % (path, sizes(value), expected)


def main():
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([sys.argv[1], folder, "onnx"], check=True, capture_output=True, text=True)
        lines, n = done.stdout.splitlines(), 0
        for line in lines:
            if " refused: " not in line:
                check(os.path.join(folder, line.split()[0]))
                n += 1
    assert n > 50, lines
    print("%d cases" % n)


main()
