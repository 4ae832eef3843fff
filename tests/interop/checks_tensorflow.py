# SPDX-License-Identifier: MIT
"""TensorFlow: our files in Keras on it, and its models through tf2onnx imported here."""
import os
import subprocess
import sys

import numpy

from checks_onnx import check_import

SIDE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "tensorflow_side.py")


def run_side(*arguments):
    done = subprocess.run([sys.executable, SIDE, *arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr[-600:])
    return done.stdout.splitlines()


def check_keras(ending):
    def check(tools, folder):
        for line in run_side("load", ending, *tools.make_cases(folder, ending)):
            name, difference = line.split()
            yield name, float(difference)
    return check


def check_tf2onnx(tools, folder):
    for name in run_side("write", folder):
        path = os.path.join(folder, name)
        x, y = numpy.load(path + ".x.npy"), numpy.load(path + ".y.npy")
        yield name, check_import(tools, path + ".onnx", x, y, x.shape == y.shape and x.ndim != 3)


CHECKS = (
    ("Keras on TensorFlow, our .keras", check_keras("keras")),
    ("Keras on TensorFlow, our .h5", check_keras("h5")),
    ("TensorFlow through tf2onnx, imported", check_tf2onnx),
)
