# SPDX-License-Identifier: MIT
"""Keras: our files there, and its files here and back. The scripts for PyTorch and Keras.
TensorFlow.js, where npm is."""
import contextlib
import importlib.util
import io
import os
import shutil
import subprocess

import numpy

from interop import compare


def first(y):
    """A variational encoder's mean; its logarithm of the variance is the second output."""
    return y[0] if isinstance(y, (list, tuple)) else y


def check_keras(ending):
    def check(tools, folder):
        import keras
        for path in tools.make_cases(folder, ending):
            model = keras.saving.load_model(path + "." + ending, compile=False)
            y = first(model.predict(numpy.load(path + ".x.npy"), verbose=0))
            yield os.path.basename(path), compare(y, numpy.load(path + ".y.npy"))
    return check


def check_saved(ending):
    """Saved by Keras, imported, exported again, loaded there."""
    def check(tools, folder):
        import keras
        import keras_saved
        for name, model in keras_saved.build_all():
            path, project, back = (os.path.join(folder, name + e)
                                   for e in ("." + ending, ".hourglass", "-back.keras"))
            if ending == "json":
                with open(path, "w", encoding="utf-8") as file:
                    file.write(model.to_json())
                model.save_weights(os.path.join(folder, name + ".weights.h5"))
            else:
                model.save(path)
            failure = (tools.run("import", path, "-o", project)
                       or tools.run("export", project, "--format", "keras", "-o", back))
            if failure:
                yield name, failure
                continue
            x = numpy.random.default_rng(2).random((4, *model.input_shape[1:]), dtype="float32")
            again = keras.saving.load_model(back, compile=False)
            yield name, compare(again.predict(x, verbose=0), model.predict(x, verbose=0))
    return check


def load_script(path):
    spec = importlib.util.spec_from_file_location("script", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def check_pytorch_scripts(tools, folder):
    import torch
    for path in tools.make_cases(folder, "pytorch"):
        script = load_script(path + "_torch.py")
        with torch.no_grad(), contextlib.redirect_stdout(io.StringIO()):
            y = first(script.load()[0](torch.from_numpy(numpy.load(path + ".x.npy"))))
            checked = script.self_check()
        verdict = compare(y.numpy(), numpy.load(path + ".y.npy"))
        yield os.path.basename(path), verdict if checked else "its own check fails"


def judge_training(path, stored, before, after):
    """The loss of stored samples is ours, and falls when a script trains on."""
    difference = compare([stored], numpy.load(path + ".loss.npy")[:1])
    return difference if after < before else "loss %.4f, then %.4f" % (before, after)


def check_pytorch_training(tools, folder):
    """A script continues at the loss that the model has here."""
    import torch
    data = numpy.random.default_rng(3).random((600, 28, 28, 1)).astype("float32").round(1)
    for path in tools.make_cases(folder, "pytorch"):
        if not path.endswith("-full"):
            continue
        script = load_script(path + "_torch.py")
        model, _ = script.load()
        x = torch.from_numpy(data.reshape(-1, *script.SHAPE))
        own = torch.from_numpy(numpy.load(path + ".x.npy"))
        stored = script.get_loss(model, own, own).item() - float(model.penalty)
        with contextlib.redirect_stdout(io.StringIO()):
            before = script.get_loss(model, x, x).item()
            script.train(model, x.numpy(), 3)
            after = script.get_loss(model, x, x).item()
        yield os.path.basename(path), judge_training(path, stored, before, after)


def check_keras_scripts(tools, folder):
    for path in tools.make_cases(folder, "keras-script"):
        script = load_script(path + "_keras.py")
        with contextlib.redirect_stdout(io.StringIO()):
            y = first(script.load()[0].predict(numpy.load(path + ".x.npy"), verbose=0))
            checked = script.self_check()
        verdict = compare(y, numpy.load(path + ".y.npy"))
        yield os.path.basename(path), verdict if checked else "its own check fails"


def get_mean_loss(script, model, x):
    import keras
    y = keras.ops.convert_to_tensor(model.predict(x, verbose=0))
    return float(numpy.mean(keras.ops.convert_to_numpy(script.get_loss(x, y))))


def check_keras_training(tools, folder):
    data = numpy.random.default_rng(3).random((600, 28, 28, 1)).astype("float32").round(1)
    for path in tools.make_cases(folder, "keras-script"):
        if not path.endswith("-full"):
            continue
        script = load_script(path + "_keras.py")
        model, _ = script.load()
        x = data.reshape(-1, *script.SHAPE)
        with contextlib.redirect_stdout(io.StringIO()):
            stored = get_mean_loss(script, model, numpy.load(path + ".x.npy"))
            before = get_mean_loss(script, model, x)
            script.train(model, x, 3)
            after = get_mean_loss(script, model, x)
        yield os.path.basename(path), judge_training(path, stored, before, after)


def check_tfjs(tools, folder):
    if shutil.which("npm") is None:
        yield "npm", "is not installed"
        return
    place = os.path.join(tools.build, "interop-node")
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "check-tfjs.mjs")
    os.makedirs(place, exist_ok=True)
    if not os.path.exists(os.path.join(place, "node_modules", "@tensorflow", "tfjs")):
        subprocess.run(["npm", "install", "--silent", "--ignore-scripts", "@tensorflow/tfjs@4.22.0"],
                       cwd=place, check=True)
    list(tools.make_cases(folder, "tfjs"))
    done = subprocess.run(["node", script, folder], cwd=place, capture_output=True, text=True,
                          check=False)
    if not done.stdout:
        yield "node", done.stderr.strip()[-300:]
    for line in done.stdout.splitlines():
        _, case, verdict, rest = line.split(None, 3)
        yield case, rest if verdict == "fails" else float(rest)


CHECKS = (
    ("Keras, our .keras", check_keras("keras")),
    ("Keras, our .h5", check_keras("h5")),
    ("Keras' .keras here and back", check_saved("keras")),
    ("Keras' .h5 here and back", check_saved("h5")),
    ("Keras' JSON and weights here and back", check_saved("json")),
    ("Keras script", check_keras_scripts),
    ("Keras script trains on", check_keras_training),
    ("PyTorch script", check_pytorch_scripts),
    ("PyTorch script trains on", check_pytorch_training),
    ("TensorFlow.js, our layers model", check_tfjs),
)
