#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What hourglass-cli writes for TensorBoard, read by a small reader of its own: checksums,
steps, pictures, the messages of the plugin for hyper-parameters, and the projector's files.

usage: test-cli-tensorboard.py BINARY [TEST...]    prints TAP
"""
import os
import re
import shutil
import signal
import struct
import subprocess
import sys
import time

sys.dont_write_bytecode = True
from cli import (BINARY, N_VALIDATION, PATIENCE, SIDE, check_png, check_png_bytes, lines_of, run,
                 run_tests)

LOSSES = (("epoch/training_loss", "loss"), ("epoch/validation_loss", "validation_loss"))


def crc32c(data):
    table = []
    for byte in range(256):
        for _ in range(8):
            byte = byte >> 1 ^ (0x82f63b78 if byte & 1 else 0)
        table.append(byte)
    value = 0xffffffff
    for byte in data:
        value = table[(value ^ byte) & 0xff] ^ value >> 8
    return value ^ 0xffffffff


def read_varint(data, at):
    value, shift = 0, 0
    while True:
        value |= (data[at] & 0x7f) << shift
        at, shift = at + 1, shift + 7
        if not data[at - 1] & 0x80:
            return value, at


def read_message(data):
    """The fields of a protocol buffer's message: (number, value)."""
    at = 0
    while at < len(data):
        key, at = read_varint(data, at)
        if key & 7 == 0:
            value, at = read_varint(data, at)
        elif key & 7 == 1:
            value, at = struct.unpack("<d", data[at:at + 8])[0], at + 8
        elif key & 7 == 5:
            value, at = struct.unpack("<f", data[at:at + 4])[0], at + 4
        else:
            size, at = read_varint(data, at)
            value, at = data[at:at + size], at + size
        yield key >> 3, value


def read_records(path):
    with open(path, "rb") as file:
        data = file.read()
    at = 0
    while at < len(data):
        size = struct.unpack("<Q", data[at:at + 8])[0]
        event = data[at + 12:at + 12 + size]
        for part, place in ((data[at:at + 8], at + 8), (event, at + 12 + size)):
            value = crc32c(part)
            value = ((value >> 15 | value << 17) + 0xa282ead8) & 0xffffffff
            assert value == struct.unpack("<I", data[place:place + 4])[0]
        yield dict(read_message(event))
        at += 16 + size


def read_log(folder):
    """What TensorBoard shows of a folder: by name, a list of (step, time, fields of the value).
    A start at a step makes what was there of it and later ones go."""
    shown = {}
    for name in sorted(name for name in os.listdir(folder) if "tfevents" in name):
        events = list(read_records(os.path.join(folder, name)))
        assert events[0][3] == b"brain.Event:2", name
        assert all(0 <= time.time() - event[1] < 3600 for event in events), events
        for event in events[1:]:
            if 7 in event:
                assert event[7] == b"\x08\x01", event
                for kept in shown.values():
                    kept[:] = [value for value in kept if value[0] < event[2]]
            for _, value in read_message(event.get(5, b"")):
                value = dict(read_message(value))
                shown.setdefault(value[1].decode(), []).append((event[2], event[1], value))
    return {name: values for name, values in shown.items() if values}


def scalars(log, name):
    return [(step, value[2]) for step, _, value in log[name]]


def hparams(log, name):
    """The message of one of the plugin's values."""
    (_, _, value), = log["_hparams_/" + name]
    plugin = dict(read_message(dict(read_message(value[9]))[1]))
    assert plugin[1] == b"hparams" and 8 in value
    (_, message), = read_message(plugin[2])
    return list(read_message(message))


def settings(log):
    """The values of all settings."""
    found = {}
    for number, entry in hparams(log, "session_start_info"):
        if number == 1:
            entry = dict(read_message(entry))
            (_, found[entry[1].decode()]), = read_message(entry[2])
    return found


def check_pictures(log, steps, rows):
    """Ten samples over what became of them, as PNG, whose size is said."""
    found = log["reconstructions"]
    assert [step for step, _, _ in found][-1] == steps, found
    for _, _, value in found:
        image = dict(read_message(value[4]))
        assert check_png_bytes(image[4]) == (image[2], image[1]), image
        assert image[2] == 10 * (SIDE + 1) * 8 - 8 and image[1] == (rows * (SIDE + 1) - 1) * 8, image


def check_projector(folder, n, size):
    with open(os.path.join(folder, "projector_config.pbtxt"), encoding="ascii") as file:
        config = file.read()
    names = dict(re.findall(r'(\w+_path): "([^"]+)"', config))
    assert re.findall(r"single_image_dim: (\d+)", config) == [str(SIDE)] * 2, config
    with open(os.path.join(folder, names["tensor_path"]), encoding="ascii") as file:
        codes = [[float(word) for word in line.split("\t")] for line in file]
    assert len(codes) == n and {len(code) for code in codes} == {size}
    with open(os.path.join(folder, names["metadata_path"]), encoding="utf-8") as file:
        assert file.read().split("\n") == [str(i) for i in range(n)] + [""]
    assert check_png(os.path.join(folder, names["image_path"])) == (SIDE * 10, SIDE * 10)
    return codes


def test_train():
    begun = time.time()
    epochs = [line for line in lines_of(run("train", "simple", "--data", "data", "--epochs", "3", "-o",
                                            "t.hourglass", "--tensorboard", "logs/run", "--json"))
              if "epoch" in line]
    log = read_log("logs/run")
    for name, key in LOSSES:
        found = scalars(log, name)
        assert [step for step, _ in found] == [line["step"] for line in epochs], found
        assert all(abs(value - line[key]) < 1e-6 for (_, value), line in zip(found, epochs))
    steps = [step for step, _ in scalars(log, "step/training_loss")]
    assert steps == list(range(1, epochs[-1]["step"] + 1)), steps
    check_pictures(log, steps[-1], 2)
    values = settings(log)
    recipe = lines_of(run("info", "t.hourglass", "--json"))[0]["recipe"]
    assert abs(values["learning_rate"] - recipe["learning_rate"]) < 1e-12 and values["3.units"] == 64
    assert values["optimizer"] == b"adam" and values["shuffle"] == 1, values
    begin, end = (dict(hparams(log, part)) for part in ("session_start_info", "session_end_info"))
    assert end[1] == 1 and begun - 1 <= begin[5] <= end[2] <= time.time(), (begin, end)
    assert "_hparams_/experiment" not in log
    codes = check_projector("logs/run", N_VALIDATION, 32)
    run("encode", "t.hourglass", "--data", "data/t10k-images-idx3-ubyte", "-o", "codes.csv")
    with open("codes.csv", encoding="ascii") as file:
        expected = [[float(word) for word in line.split(",")] for line in list(file)[1:]]
    assert all(abs(a - b) < 1e-5 for x, y in zip(codes, expected) for a, b in zip(x, y))


def test_noise():
    """What the network was given is between the sample and what came out."""
    run("train", "simple", "--data", "data", "--epochs", "1", "-o", "n.hourglass", "--tensorboard",
        "logs/noise", "--quiet", "--set", "corruption=gaussian")
    check_pictures(read_log("logs/noise"), 3, 3)


def test_going_on():
    """A run that goes on is logged on; another one in its folder takes its place."""
    words = ("--data", "data", "--tensorboard", "logs/on", "--quiet")
    run("train", "simple", "--epochs", "2", "-o", "on.hourglass", *words)
    half = read_log("logs/on")
    shutil.copytree("logs/on", "logs/again")
    run("train", "on.hourglass", "--epochs", "2", *words)
    log = read_log("logs/on")
    names = [name for name in os.listdir("logs/on") if "tfevents" in name]
    assert len(names) == 2
    # The order of names is that of time, also within a second.
    assert all(re.search(r"tfevents\.\d{10}\.\d{6}\.", name) for name in names), names
    for name in ("step/training_loss", "epoch/validation_loss"):
        steps = [step for step, _ in scalars(log, name)]
        assert steps == sorted(set(steps)) and steps[0] == half[name][0][0], steps
        assert log[name][:len(half[name])] == half[name] and len(log[name]) == 2 * len(half[name])
    # Into a folder without a log, all of it.
    run("train", "on.hourglass", "--epochs", "1", "--data", "data", "--tensorboard", "logs/whole",
        "--quiet")
    assert len(read_log("logs/whole")["step/training_loss"]) == len(half["step/training_loss"]) // 2 * 5
    # A log that is ahead of its project, as after a crash.
    run("train", "simple", "--epochs", "1", "-o", "short.hourglass", "--data", "data", "--quiet")
    run("train", "short.hourglass", "--epochs", "1", "--data", "data", "--tensorboard", "logs/again",
        "--quiet")
    assert scalars(read_log("logs/again"), "step/training_loss") == scalars(half, "step/training_loss")
    run("train", "simple", "--epochs", "1", "--seed", "9", "-o", "new.hourglass", "--data", "data",
        "--tensorboard", "logs/again", "--quiet")
    log = read_log("logs/again")
    assert len(log["step/training_loss"]) == len(half["step/training_loss"]) // 2
    assert settings(log)["seed"] == 9


def test_sweep():
    words = ("sweep", "simple", "--data", "data", "--epochs", "2", "--vary", "learning_rate=1e-3,1e-2",
             "--seeds", "2", "-o", "s.hourglass", "--json")
    runs = lines_of(run(*words, "--tensorboard", "logs/sweep"))
    names = ["learning_rate=1e-3,seed=1", "learning_rate=1e-3,seed=2", "learning_rate=1e-2,seed=1",
             "learning_rate=1e-2,seed=2"]
    assert sorted(os.listdir("logs/sweep")) == sorted(names)
    for name, line in zip(names, runs):
        log = read_log("logs/sweep/" + name)
        assert [step for step, _ in scalars(log, "epoch/training_loss")] == [3, 6]
        best = min(value for _, value in scalars(log, "epoch/validation_loss"))
        assert abs(best - line["best_loss"]) < 1e-6 * best, (best, line)
        assert settings(log)["learning_rate"] == float(name.split("=")[1].split(",")[0])
        check_pictures(log, 6, 2)
        experiment = hparams(log, "experiment")
        infos = [dict(read_message(value)) for number, value in experiment if number == 4]
        assert {info[1].decode() for info in infos} == set(settings(log))
        assert [info[1] for info in infos if info.get(7)] == [b"learning_rate", b"seed"], infos
        metrics = [dict(read_message(dict(read_message(value))[1])) for number, value in experiment
                   if number == 5]
        assert metrics[0][2] == b"epoch/validation_loss", metrics
    # The same command goes on: only what is not there is logged.
    shutil.rmtree("logs/sweep/" + names[2])
    before = os.listdir("logs/sweep/" + names[0])
    assert not any(line["trained"] for line in lines_of(run(*words, "--tensorboard", "logs/sweep")))
    assert os.listdir("logs/sweep/" + names[0]) == before
    log = read_log("logs/sweep/" + names[2])
    assert len(log["epoch/training_loss"]) == 2 and "reconstructions" not in log


def test_series():
    """Their lines are drawn."""
    with open("series.csv", "w", encoding="ascii") as file:
        for i in range(64):
            file.write(",".join("%.3f" % ((i * j) % 7 / 7) for j in range(24)) + "\n")
    run("train", "seq2seq", "--data", "series.csv", "--series", "--epochs", "1", "-o",
        "r.hourglass", "--tensorboard", "logs/series", "--quiet")
    log = read_log("logs/series")
    image = dict(read_message(log["reconstructions"][-1][2][4]))
    assert check_png_bytes(image[4]) == (image[2], image[1]) and image[2] > image[1], image


def test_refused():
    with open("plain", "w", encoding="ascii") as file:
        file.write("no folder")
    done = run("train", "simple", "--data", "data", "--epochs", "1", "-o", "u.hourglass",
               "--tensorboard", "plain/run", code=1)
    assert "TensorBoard" in done.stderr and not os.path.exists("u.hourglass"), done.stderr
    for folder in ("plain", "plain/sweep"):
        done = run("sweep", "simple", "--data", "data", "--epochs", "1", "--seeds", "2", "-o",
                   "v.hourglass", "--tensorboard", folder, code=1)
        assert done.stderr.count("TensorBoard") == 1, done.stderr
        assert "1/2" not in done.stderr and not os.path.exists("v.hourglass"), done.stderr


def test_replaced():
    """A file took the folder's place while it trained: nothing of before is there any more."""
    process = subprocess.Popen([BINARY, "train", "simple", "--data", "data", "--epochs", "100000",
                                "-o", "x.hourglass", "--tensorboard", "logs/run"],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stderr.readline().startswith("Epoch 1/"), process.communicate()
    shutil.rmtree("logs/run")
    with open("logs/run", "w", encoding="ascii") as file:
        file.write("no folder")
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=PATIENCE)
    # It looks often, and may look while there is neither.
    reason = r"could not be written: (Not a directory|No such file or directory)\."
    assert re.search(reason, err) and "Stopped at step" in err, err
    assert "unchanged" not in err and os.path.exists("x.hourglass"), err


def test_sweep_goes_on():
    """Without its logs, where one of them fails; that is said at once and at the end."""
    os.mkdir("logs")
    with open("logs/seed=1", "w", encoding="ascii") as file:
        file.write("no folder")
    done = run("sweep", "simple", "--data", "data", "--epochs", "1", "--seeds", "2", "-o",
               "w.hourglass", "--tensorboard", "logs", code=1)
    words = done.stderr.splitlines()
    assert "No more runs are logged." in words[0] and "seed=1" in words[0], words
    assert words[1].startswith("1/2") and words[2].startswith("2/2"), words
    assert words[3].startswith("hourglass-cli: ") and "seed=1" in words[3], words
    assert "median" in done.stdout and "Saved “w.hourglass”" in done.stdout, done.stdout
    assert len(lines_of(run("info", "w.hourglass", "--json"))[0]["runs"]) == 2


run_tests([test_train, test_noise, test_going_on, test_sweep, test_series, test_refused,
           test_replaced, test_sweep_goes_on])
