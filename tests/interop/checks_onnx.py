# SPDX-License-Identifier: MIT
"""ONNX: what we write in ONNX Runtime; what PyTorch and Keras write, imported, exported again
and run there, and trained on."""
import contextlib
import io
import os
import sys
import warnings

import numpy

from interop import compare
import torch_twins


def run_onnx(path, x):
    import onnxruntime
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    return session.run(None, {session.get_inputs()[0].name: x})


def check_runtime(tools, folder):
    import onnx
    for path in tools.make_cases(folder, "onnx"):
        onnx.checker.check_model(onnx.load(path + ".onnx"), full_check=True)
        y = run_onnx(path + ".onnx", numpy.load(path + ".x.npy"))[0]
        yield os.path.basename(path), compare(y, numpy.load(path + ".y.npy"))


def check_opsets(tools, folder):
    """The same graphs under newer versions of the operators."""
    import onnx
    for path in tools.make_cases(folder, "onnx"):
        model = onnx.load(path + ".onnx")
        for version, ir in ((15, 8), (17, 8), (21, 10), (23, 11)):
            model.opset_import[0].version = version
            model.ir_version = ir
            onnx.save(model, path + ".newer.onnx")
            y = run_onnx(path + ".newer.onnx", numpy.load(path + ".x.npy"))[0]
            yield "%s %d" % (os.path.basename(path), version), compare(y, numpy.load(path + ".y.npy"))


def channels_last(array):
    return numpy.moveaxis(array, 1, -1) if array.ndim == 4 else array


def check_import(tools, path, x, y, trains):
    """Imports, exports again, runs that on x; a model that gives back its input trains on."""
    ours, again = path + ".hourglass", path + ".again.onnx"
    said = tools.run("import", path, "-o", ours) or tools.run("export", ours, "-o", again)
    if said:
        return said
    if trains:
        data = path + ".npy"
        numpy.save(data, x)
        said = tools.run("train", ours, "--data", data, "--epochs", "1", "--quiet", "-o", path + ".2.hourglass")
        if said:
            return said
    return compare(run_onnx(again, numpy.ascontiguousarray(x))[0], y)


@contextlib.contextmanager
def silence():
    """What libraries below Python print goes nowhere, too."""
    sys.stdout.flush()
    kept, nowhere = [os.dup(1), os.dup(2)], os.open(os.devnull, os.O_WRONLY)
    try:
        for number in (1, 2):
            os.dup2(nowhere, number)
        yield
    finally:
        for number, own in zip((1, 2), kept):
            os.dup2(own, number)
            os.close(own)
        os.close(nowhere)


def export_torch(model, x, path, new, batch, opset=17):
    import torch
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()), \
            contextlib.redirect_stderr(io.StringIO()), silence():
        warnings.simplefilter("ignore")
        if new:
            torch.onnx.export(model, (x[:batch],), path, dynamo=True, external_data=True, verbose=False)
        else:
            torch.onnx.export(model, (x[:batch],), path, dynamo=False, opset_version=opset, input_names=["x"],
                              dynamic_axes={"x": {0: "batch"}} if batch > 1 else None)


def check_torch(tools, folder, new, batch=3):
    for name, model, x, y in torch_twins.make():
        path = os.path.join(folder, name + ".onnx")
        export_torch(model, x, path, new, batch)
        x, y = (array.detach().numpy() for array in (x, y))
        if name in torch_twins.SERIES:
            x, y = x.swapaxes(1, 2), y.swapaxes(1, 2)
        x, y = channels_last(x), channels_last(y)
        yield name, check_import(tools, path, x, y, x.shape == y.shape and x.ndim != 3)


def check_old_torch(tools, folder):
    """What PyTorch wrote for older and newer versions of the operators."""
    for name, model, x, _ in torch_twins.make():
        for opset in (7, 9, 11, 13, 15, 20):
            path = os.path.join(folder, "%s-%d.onnx" % (name, opset))
            try:
                export_torch(model, x, path, False, 3, opset)
            except Exception:  # PyTorch itself says that the version is too old for the model
                continue
            said = tools.run("import", path, "-o", path + ".hourglass")
            # The import compares what it read with the graph.
            yield "%s %d" % (name, opset), said or 0.0


def check_keras(tools, folder):
    """Keras 3 on PyTorch writes ONNX through torch.onnx."""
    os.environ.setdefault("KERAS_BACKEND", "torch")
    import keras_twins
    for name, model, x in keras_twins.make():
        path = os.path.join(folder, name + ".onnx")
        y = numpy.asarray(model.predict(x, verbose=0))
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()), \
                warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model.export(path, format="onnx", verbose=False)
        yield name, check_import(tools, path, x, y, x.shape == y.shape and x.ndim != 3)


CHECKS = [
    ("ONNX, in ONNX Runtime", check_runtime),
    ("ONNX as opset 15 to 23, in ONNX Runtime", check_opsets),
    ("PyTorch's older ONNX exporter, imported", lambda tools, folder: check_torch(tools, folder, False)),
    ("PyTorch's newer ONNX exporter, imported", lambda tools, folder: check_torch(tools, folder, True)),
    ("PyTorch's older exporter, opset 7 to 20", check_old_torch),
    ("PyTorch's older exporter, a batch of 1", lambda tools, folder: check_torch(tools, folder, False, 1)),
    ("PyTorch's newer exporter, a batch of 1", lambda tools, folder: check_torch(tools, folder, True, 1)),
    ("Keras' ONNX export, imported", check_keras),
]
