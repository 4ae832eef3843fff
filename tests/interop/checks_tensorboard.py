# SPDX-License-Identifier: MIT
"""Our logs in TensorBoard itself: its server, with each of its two readers, is asked for what
its pages show."""
import contextlib
import io
import json
import os
import re
import subprocess
import sys
import time
import urllib.parse
import urllib.request

import numpy
from PIL import Image

SIDE, N_TRAINING, N_VALIDATION = 8, 512, 128
STATUSES = ["STATUS_UNKNOWN", "STATUS_SUCCESS", "STATUS_FAILURE", "STATUS_RUNNING"]
METRIC = "epoch/validation_loss"


def make_data(path):
    """Bumps in four classes."""
    random = numpy.random.default_rng(1)
    y = random.integers(0, 4, N_TRAINING + N_VALIDATION)
    at = numpy.arange(SIDE) - random.integers(1, SIDE - 1, (len(y), 1))
    x = numpy.clip(255 - 60 * (abs(at)[:, :, None] + abs(at)[:, None, :]) + 20 * y[:, None, None], 0, 255)
    x = x.astype("u1")
    numpy.savez(path, x_train=x[:N_TRAINING], y_train=y[:N_TRAINING], x_test=x[N_TRAINING:],
                y_test=y[N_TRAINING:])


class Server:
    """TensorBoard over a folder, on loopback, once it has read what is there."""

    def __init__(self, folder, *options):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tensorboard.main", "--logdir", folder, "--port", "0", "--host",
             "127.0.0.1", "--samples_per_plugin", "scalars=1000,images=100", *options],
            stderr=subprocess.PIPE, text=True)
        for line in self.process.stderr:
            found = re.search(r"http://127\.0\.0\.1:\d+/", line)
            if found:
                self.address = found.group() + "data/"
                return
        raise RuntimeError("TensorBoard did not start")

    def get(self, path, body=None, **query):
        query = "?" + urllib.parse.urlencode(query) if query else ""
        request = urllib.request.Request(self.address + path + query,
                                         data=body and json.dumps(body).encode(),
                                         headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.read()

    def get_json(self, path, body=None, **query):
        return json.loads(self.get(path, body, **query))

    def wait_for(self, runs):
        """Of each run the last that is written is read."""
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            groups = self.get_groups()
            if all(name in groups and groups[name]["metricValues"] for name in runs):
                return
            time.sleep(0.5)
        raise RuntimeError("TensorBoard did not read the logs")

    def get_groups(self):
        body = {"experimentName": "", "allowedStatuses": STATUSES, "startIndex": 0, "sliceSize": 100,
                "colParams": []}
        answer = self.get_json("plugin/hparams/session_groups", body)
        return {group["name"]: group for group in answer.get("sessionGroups", [])}


@contextlib.contextmanager
def serve(folder, *options):
    server = Server(folder, *options)
    try:
        yield server
    finally:
        server.process.terminate()
        server.process.communicate()


def judge(good, words):
    return 0.0 if good else str(words)


def check_scalars(server, run, tag, expected):
    """@expected: (step, value)"""
    rows = server.get_json("plugin/scalars/scalars", run=run, tag=tag)
    if [row[1] for row in rows] != [step for step, _ in expected]:
        return "steps %s" % [row[1] for row in rows]
    return max(abs(row[2] - value) for row, (_, value) in zip(rows, expected))


def check_image(server, run, step):
    found = server.get_json("plugin/images/images", run=run, tag="reconstructions", sample=0)
    image = Image.open(io.BytesIO(server.get("plugin/images/individualImage?" + found[-1]["query"])))
    image.load()
    size = (10 * (SIDE + 1) * 8 - 8, (2 * (SIDE + 1) - 1) * 8)
    return judge(found[-1]["step"] == step and image.size == size, (found, image.size))


def check_projector(tools, server, run, folder):
    model = os.path.join(folder, run + ".hourglass")
    failure = tools.run("encode", model, "--data", os.path.join(folder, "data.npz"), "--part", "validation",
                        "-o", os.path.join(folder, "codes.npy"))
    if failure:
        return failure
    info, = server.get_json("plugin/projector/info", run=run)["embeddings"]
    values = numpy.frombuffer(server.get("plugin/projector/tensor", run=run, name=info["tensorName"]), "f4")
    codes = numpy.load(os.path.join(folder, "codes.npy"))
    labels = server.get("plugin/projector/metadata", run=run, name=info["tensorName"]).decode()
    sprite = Image.open(io.BytesIO(server.get("plugin/projector/sprite_image", run=run,
                                              name=info["tensorName"])))
    sprite.load()
    columns = int(numpy.ceil(numpy.sqrt(N_VALIDATION)))
    if info["tensorShape"] != [N_VALIDATION, 32] or sprite.size != (SIDE * columns, SIDE * columns):
        return "%s, %s" % (info, sprite.size)
    expected = numpy.load(os.path.join(folder, "data.npz"))["y_test"]
    lines = labels.rstrip("\n").split("\n")
    if lines[0] != "label\tsample" or [line.split("\t")[0] for line in lines[1:]] != [str(y) for y in expected]:
        return lines[:3]
    return float(numpy.max(numpy.abs(values.reshape(codes.shape) - codes)))


def train(tools, folder):
    """Two runs that differ, one of them in two goes; the epochs of the latter."""
    words = ["--data", os.path.join(folder, "data.npz"), "--quiet"]
    model, log = os.path.join(folder, "a.hourglass"), os.path.join(folder, "logs", "a")
    return (tools.run("train", "simple", "--epochs", "2", "-o", model, "--tensorboard", log, *words)
            or tools.run("train", model, "--epochs", "2", "--tensorboard", log, "--log",
                         os.path.join(folder, "a.csv"), *words)
            or tools.run("train", "simple", "--epochs", "1", "--learning-rate", "0.01", "-o",
                         os.path.join(folder, "b.hourglass"), "--tensorboard",
                         os.path.join(folder, "logs", "b"), *words))


def check_train(options):
    def check(tools, folder):
        make_data(os.path.join(folder, "data.npz"))
        failure = train(tools, folder)
        if failure:
            yield "train", failure
            return
        rows = numpy.genfromtxt(os.path.join(folder, "a.csv"), delimiter=",", names=True)
        epochs = list(zip((int(2 * row["epoch"]) for row in rows), rows))
        with serve(os.path.join(folder, "logs"), *options) as server:
            server.wait_for(["a", "b"])
            for tag, column in (("epoch/training_loss", "loss"), (METRIC, "validation_loss")):
                yield tag, check_scalars(server, "a", tag, [(step, row[column]) for step, row in epochs])
            steps = server.get_json("plugin/scalars/scalars", run="a", tag="step/training_loss")
            yield "steps", judge([row[1] for row in steps] == list(range(1, 9)), steps)
            yield "image", check_image(server, "a", 8)
            groups = server.get_groups()
            yield "sessions", judge(
                [groups[name]["sessions"][0]["status"] for name in "ab"] == ["STATUS_SUCCESS"] * 2
                and [groups[name]["hparams"]["learning_rate"] for name in "ab"] == [0.001, 0.01], groups)
            answer = server.get_json("plugin/hparams/experiment", {"experimentName": "", "hparamsLimit": 9})
            yield "what differs", judge(
                {info["name"] for info in answer["hparamInfos"] if info["differs"]}
                == {"learning_rate", "epochs"} and answer["hparamInfos"][0]["differs"]
                and METRIC in [info["name"]["tag"] for info in answer["metricInfos"]], answer)
            yield "projector", check_projector(tools, server, "a", folder)
    return check


def check_sweep(options):
    def check(tools, folder):
        make_data(os.path.join(folder, "data.npz"))
        logs = os.path.join(folder, "logs")
        names = ["2.units=%d,seed=%d" % (units, seed) for units in (4, 16) for seed in (1, 2)]
        failure = tools.run("sweep", "simple", "--data", os.path.join(folder, "data.npz"), "--vary",
                            "2.units=4,16", "--seeds", "2", "--epochs", "1", "--quiet", "--tensorboard",
                            logs, "-o", os.path.join(folder, "s.hourglass"))
        if failure:
            yield "sweep", failure
            return
        with serve(logs, *options) as server:
            server.wait_for(names)
            groups = server.get_groups()
            yield "groups", judge(
                sorted(groups) == sorted(names)
                and [groups[name]["hparams"]["2.units"] for name in names] == [4, 4, 16, 16], groups)
            answer = server.get_json("plugin/hparams/experiment", {"experimentName": "", "hparamsLimit": 9})
            yield "what differs", judge(
                {info["name"] for info in answer["hparamInfos"] if info["differs"]} == {"2.units", "seed"}
                and answer["metricInfos"][0]["name"]["tag"] == METRIC, answer)
            for name in names:
                yield name, check_image(server, name, 2)
    return check


CHECKS = [("TensorBoard, %s, %s" % (what, how), check(options))
          for what, check in (("trainings", check_train), ("a sweep", check_sweep))
          for how, options in (("fast reader", ["--load_fast=true"]), ("Python reader", ["--load_fast=false"]))]
