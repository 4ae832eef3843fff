#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""hourglass-cli as people and programs use it: the exit codes, the words, the files.

usage: test-cli.py BINARY [TEST...]    prints TAP
"""
import json
import math
import os
import re
import shutil
import signal
import struct
import subprocess
import sys
import time

from cli import (BINARY, N_TRAINING, N_VALIDATION, PATIENCE, REAL_DATA, SIDE, check_png,
                 lines_of, read_npy, read_png_text, read_safetensors, run, run_tests, same_run, write_idx,
                 write_project)


def test_help():
    assert "train" in run("--help").stdout
    names = re.findall(r"^  (\w+) ", run("--help").stdout, re.M)
    assert {"train", "new", "info", "check", "templates", "layers"} <= set(names), names
    for name in names:
        text = run(name, "--help").stdout
        assert text.startswith("usage: hourglass-cli %s" % name) and "options:" in text
        assert run("help", name).stdout == text
    assert re.match(r"hourglass-cli \d", run("--version").stdout)


def test_wrong_use():
    cases = [
        ([], "usage"),
        (["trian"], "Did you mean train?"),
        (["train"], "FILE|TEMPLATE is missing"),
        (["train", "simpel"], "Did you mean simple?"),
        (["train", "simple", "--epoch", "3"], "Did you mean --epochs?"),
        (["train", "simple", "--epochs"], "needs a value"),
        (["train", "simple", "--epochs", "0"], "from 1 to 1000000"),
        (["train", "simple", "--epochs", "three"], "three"),
        (["train", "simple", "--learning-rate", "0,1"], "full stop"),
        (["train", "simple", "--learning-rate", "-1"], "--learning-rate"),
        (["train", "simple", "--data", "data", "--optimizer", "adan"], "Did you mean adam?"),
        (["train", "simple", "--data", "data", "--loss", "mse_"], "loss"),
        (["train", "simple", "--threads", "999"], "256"),
        (["train", "simple", "deep"], "one word too many"),
        (["train", "simple", "--quiet=yes"], "no value"),
        (["train", "simple", "--seed", "1", "--seed", "2"], "twice"),
        (["encode", "x.hourglass", "--data", "data"], "-o"),
        (["encode", "x.hourglass", "--data", "data", "-o", "codes.txt"], ".npy or .csv"),
        (["encode", "x.hourglass", "-o", "codes.npy", "--project", "plane"], "pca, tsne or umap"),
        (["layers", "Conv2d"], "Did you mean Conv2D?"),
        (["bench"], "missing"),
        (["new", "simpel"], "simple"),
        (["help", "trian"], "train"),
    ]
    for words, part in cases:
        done = run(*words, code=2)
        assert part in done.stderr, (words, done.stderr)
        assert done.stdout == ""
    assert not os.path.exists("simple.hourglass")


def test_failures():
    for words in (["info", "nothing.hourglass"], ["train", "nothing.hourglass"],
                  ["train", "simple", "--data", "nowhere"],
                  ["train", "simple", "--data", "data", "-o", "no/such/folder/x.hourglass"],
                  ["evaluate", "data/train-images-idx3-ubyte"]):
        done = run(*words, code=1)
        assert done.stderr.startswith("hourglass-cli: ") and len(done.stderr) > 30, done.stderr


def test_train():
    done = run("train", "simple", "--data", "data", "--epochs", "2", "--log", "log.csv")
    assert "Saved “simple.hourglass”" in done.stdout
    assert re.search(r"^Epoch 2/2  loss 0\.\d+  validation loss 0\.\d+", done.stderr, re.M)
    assert "\r" not in done.stderr
    with open("log.csv", encoding="utf-8") as log:
        rows = log.read().splitlines()
    assert rows[0] == "epoch,loss,validation_loss,seconds,reconstruction,kl_loss" and len(rows) == 3
    assert all(re.fullmatch(r"\d+,(\d\.\d+,){2}\d+\.\d+,\d\.\d+,0", row) for row in rows[1:]), rows
    refused = run("train", "simple", "--data", "data", code=1)
    assert "not overwritten" in refused.stderr
    refused = run("new", "simple", "--data", "data", code=1)
    assert "not overwritten" in refused.stderr


def test_json():
    done = run("train", "deep", "--data", "data", "--epochs", "3", "--json", "-o", "j.hourglass")
    rows = lines_of(done)
    assert [row["epoch"] for row in rows[:3]] == [1, 2, 3]
    assert rows[2]["loss"] < rows[0]["loss"] and rows[2]["validation_loss"] < 1
    assert rows[3]["saved"] == "j.hourglass" and rows[3]["epochs"] == 3
    assert "Epoch 3/3" in done.stderr
    quiet = run("train", "deep", "--data", "data", "--epochs", "1", "--quiet", "-o", "q.hourglass")
    assert quiet.stdout == "" and quiet.stderr == ""


def test_resume():
    common = ["--data", "data", "--seed", "5", "--quiet"]
    run("train", "simple", *common, "--epochs", "4", "-o", "whole.hourglass", "--threads", "1")
    run("train", "simple", *common, "--epochs", "1", "-o", "part.hourglass", "--threads", "2")
    run("train", "part.hourglass", "--epochs", "3", "--quiet", "--threads", "3",
        "--log", "part.csv")
    same_run("whole.hourglass", "part.hourglass")
    with open("part.csv", encoding="utf-8") as log:
        assert [row.split(",")[0] for row in log.read().splitlines()[1:]] == list("1234")
    info = lines_of(run("info", "part.hourglass", "--json"))[0]
    assert info["run"]["epochs"] == 4 and info["data"].endswith("/data")
    assert "seed 5" in run("train", "part.hourglass", "--seed", "6", code=2).stderr


def test_options():
    run("train", "simple", "--data", "data", "--epochs", "1", "--optimizer", "SGD", "--loss",
        "mean_squared_error", "--learning-rate", "0.25", "--batch-size", "50", "--seed", "3",
        "--quiet", "-o", "options.hourglass")
    recipe = lines_of(run("info", "options.hourglass", "--json"))[0]["recipe"]
    assert recipe["optimizer"] == "sgd" and recipe["loss"] == "mean_squared_error"
    assert recipe["learning_rate"] == 0.25 and recipe["batch_size"] == 50
    assert recipe["seed"] == 3
    run("train", "simple", "--data", "data/train-images-idx3-ubyte", "--validation",
        "data/t10k-images-idx3-ubyte", "--epochs", "1", "--quiet", "-o", "pair.hourglass")
    info = lines_of(run("info", "pair.hourglass", "--json"))[0]
    assert info["run"]["steps"] == 3, info["run"]


def test_use():
    run("train", "simple", "--data", "data", "--epochs", "3", "--quiet", "-o", "use.hourglass")
    info = lines_of(run("info", "use.hourglass", "--json"))[0]
    found = lines_of(run("evaluate", "use.hourglass", "--data", "data", "--json"))
    assert len(found) == 1 and found[0]["samples"] == N_VALIDATION
    assert found[0]["loss"] == info["run"]["validation_loss"]
    found = lines_of(run("evaluate", "use.hourglass", "--json", "--part", "training"))[0]
    assert found["samples"] == N_TRAINING
    found = lines_of(run("evaluate", "use.hourglass", "--json", "--data",
                         "data/train-images-idx3-ubyte"))[0]
    assert found["samples"] == N_TRAINING

    run("encode", "use.hourglass", "--data", "data", "-o", "codes.npy")
    shape, codes = read_npy("codes.npy")
    assert len(shape) == 2 and shape[0] == N_VALIDATION and shape[1] < SIDE * SIDE
    run("encode", "use.hourglass", "--data", "data", "-o", "codes.csv")
    with open("codes.csv", encoding="utf-8") as table:
        rows = table.read().splitlines()
    assert len(rows) == N_VALIDATION + 1 and rows[0].startswith("code_0,")
    assert abs(float(rows[1].split(",")[0]) - codes[0]) < 1e-6
    for name in ("pca", "tsne", "umap"):
        said = run("encode", "use.hourglass", "--data", "data/train-images-idx3-ubyte", "-o",
                   "places.npy", "--project", name)
        assert "trustworthiness" in said.stdout, said
        shape, places = read_npy("places.npy")
        assert shape == (N_TRAINING, 2) and len(set(places)) > SIDE * SIDE

    told = lines_of(run("latent", "use.hourglass", "--json", "--data",
                        "data/train-images-idx3-ubyte"))[0]
    assert told["samples"] == N_TRAINING and 0 < told["trustworthiness"] <= 1
    deviations = [dimension["variance"] for dimension in told["dimensions"]]
    assert deviations == sorted(deviations, reverse=True)
    assert told["active"] == sum(variance > 0.01 for variance in deviations)
    drawn = told["sampling"]
    assert drawn["from"] == "mixture" and 1 <= drawn["gaussians"] <= 16, drawn
    assert drawn["k"] == 5 and drawn["density"] >= 0 and 0 <= drawn["coverage"] <= 1, drawn
    assert "active" in run("latent", "use.hourglass", "--data", "data").stdout
    write_idx("one-idx3-ubyte", 1, 3)
    assert "one sample cannot tell" in run("latent", "use.hourglass", "--data",
                                           "one-idx3-ubyte").stdout
    told = lines_of(run("latent", "use.hourglass", "--json", "--data", "one-idx3-ubyte"))[0]
    assert told["active"] is None and told["dimensions"][0]["active"] is None, told

    run("decode", "use.hourglass", "codes.npy", "-o", "decoded.npy")
    shape, decoded = read_npy("decoded.npy")
    assert shape == (N_VALIDATION, SIDE, SIDE, 1)
    run("reconstruct", "use.hourglass", "--data", "data", "--count", "7", "-o", "r.npy")
    shape, values = read_npy("r.npy")
    assert shape == (7, SIDE, SIDE, 1)
    assert max(abs(a - b) for a, b in zip(values, decoded)) < 1e-6
    run("reconstruct", "use.hourglass", "--count", "30", "-o", "r.png")
    check_png("r.png")
    run("decode", "use.hourglass", "codes.npy", "-o", "d.png")
    check_png("d.png")
    run("plot", "loss", "use.hourglass", "-o", "loss.png")
    assert check_png("loss.png")[0] > 600
    for kind in ("reconstructions", "latent", "manifold", "traversals", "interpolation"):
        run("plot", kind, "use.hourglass", "--data", "data", "-o", kind + ".png")
        check_png(kind + ".png")
        carried = json.loads(read_png_text(kind + ".png"))
        assert carried["model"]["layers"] and carried["recipe"]["seed"] >= 0, carried
    run("plot", "traversals", "use.hourglass", "--count", "2", "--dark", "-o", "two.svg")
    run("plot", "manifold", "use.hourglass", "--side", "5", "--x", "2", "--y", "1", "-o", "m.pdf")
    with open("two.svg", encoding="utf-8") as svg, open("m.pdf", "rb") as pdf:
        assert "<metadata>" in svg.read() and pdf.read(5) == b"%PDF-"
    run("plot", "interpolation", "use.hourglass", "--way", "spherical", "--from", "2", "--to", "5",
        "-o", "way.apng")
    check_png("way.apng")
    with open("way.apng", "rb") as file:
        assert b"acTL" in file.read()
    assert "from 1 to" in run("plot", "interpolation", "use.hourglass", "--data", "data", "--from",
                              "100000", "-o", "way.png", code=1).stderr
    with open("data/train-images-idx3-ubyte", "rb") as many, open("one-idx3-ubyte", "wb") as one:
        head = many.read(16)
        one.write(head[:4] + b"\0\0\0\1" + head[8:] + many.read(head[11] * head[15]))
    assert "one sample" in run("plot", "interpolation", "use.hourglass", "--data", "one-idx3-ubyte",
                               "-o", "way.png", code=1).stderr
    assert ".svg or .pdf" in run("plot", "latent", "use.hourglass", "-o", "l.apng", code=1).stderr
    assert "Did you mean" in run("plot", "latant", "use.hourglass", "-o", "l.png", code=2).stderr
    assert "from 1 to" in run("plot", "latent", "use.hourglass", "--x", "99", "-o", "l.png",
                              code=1).stderr
    assert "asks for more" in run("reconstruct", "use.hourglass", "--count", "101", "-o",
                                  "r.png", code=1).stderr
    assert "n × " in run("decode", "use.hourglass", "r.npy", "-o", "d.npy", code=1).stderr


def test_misfit():
    write_idx("one.idx", 1, 4)
    with open("three.idx", "wb") as file:
        file.write(struct.pack(">IIII", 0x803, 2, 3, 3) + bytes(range(18)))
    run("new", "simple", "--data", "data", "-o", "misfit.hourglass")
    done = run("evaluate", "misfit.hourglass", "--data", "three.idx", code=1)
    assert "3×3" in done.stderr and "8×8" in done.stderr


def test_lists():
    names = [row["name"] for row in lines_of(run("templates", "--json"))]
    assert "simple" in names and "deep" in names
    layers = {row["type"]: row for row in lines_of(run("layers", "--json"))}
    units = next(row for row in layers["Dense"]["options"] if row["name"] == "units")
    assert units["default"] == 32 and units["min"] == 1
    assert "relu" in next(row for row in layers["Dense"]["options"]
                          if row["name"] == "activation")["choices"]
    assert "units=32" in run("layers", "Dense").stdout
    data = lines_of(run("info", "data", "--json"))[0]
    assert data["training"] == N_TRAINING and data["validation"] == N_VALIDATION
    assert data["shape"] == [SIDE, SIDE, 1]
    assert data["minimum"] == 0 and data["maximum"] == 1 and 0.3 < data["zeros"] < 0.9
    assert data["minimum"] < data["mean"] < data["maximum"] and data["class_counts"] == []
    text = run("info", "data").stdout
    assert "8×8×1" in text and "values  0 to 1, mean %.4f" % data["mean"] in text
    assert sum(lines_of(run("info", "built-in", "--json"))[0]["class_counts"]) == 60000


def test_bench():
    run("new", "deep", "--data", "data", "-o", "bench.hourglass")
    rows = lines_of(run("bench", "simple", "bench.hourglass", "--data", "data", "--threads", "2",
                        "--seconds", "0.1", "--json"))
    assert [row["model"] for row in rows] == ["simple", "bench.hourglass"]
    assert all(row["threads"] == 2 and row["samples_per_second"] > 100 for row in rows)
    assert all(row["kernels"] in ("plain", "avx2", "avx512") for row in rows)
    assert not any("decode_one_seconds" in row for row in rows)
    row = lines_of(run("bench", "simple", "--data", "data", "--decode", "--seconds", "0.1", "--json"))[0]
    assert 0 < row["decode_one_seconds"] < row["decode_grid_seconds"]


def test_bench_tables():
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../bench/bench.py")
    with open("found.md", "w", encoding="utf-8") as file:
        file.write("# Rows by hand\n")
    for _ in range(2):
        subprocess.run([sys.executable, script, "--cli", BINARY, "--data", "data", "--models", "simple",
                        "--rounds", "1", "--seconds", "0.05", "--write", "--file", "found.md"],
                       check=True, capture_output=True)
    with open("found.md", encoding="utf-8") as file:
        text = file.read()
    assert text.startswith("# Rows by hand\n") and text.count("Machine: ") == 1, text
    rows = re.findall(r"^\| simple \|", text, re.M)
    assert len(rows) == 2 and "| simple: 3 Dense |" in text and "from start to exit" in text, text


def test_profile():
    rows = lines_of(run("profile", "deep", "--data", "data", "--seconds", "0.1", "--json"))
    assert [row["name"] for row in rows if "layer" in row] == ["Dense"] * 6
    assert [row["layer"] for row in rows if "layer" in row] == [2, 3, 4, 5, 6, 7]
    assert {"reading samples", "loss", "update"} == {row["name"] for row in rows if "layer" not in row}
    assert abs(sum(row["share"] for row in rows) - 1) < 1e-9
    assert all(row["gflops_per_second"] > 0 for row in rows if "layer" in row)


def test_reproduce():
    done = run("reproduce", "simple", "variational", "--data", "data", "--epochs", "1", "-o", "out")
    rows = [line.split() for line in done.stdout.splitlines()]
    simple = next(row for row in rows if row[:2] == ["simple", "1"])
    assert simple[3] == "0.2742" and simple[5] == "0.1891", simple
    assert sum(row[0] == "model" for row in rows) == 1
    assert "is not comparable with the reference, which is of MNIST" in done.stdout, done.stdout
    assert "bound" not in done.stdout and "mean code" in done.stdout
    for name in ("simple-reconstructions", "variational-reconstructions", "variational-manifold",
                 "variational-classes"):
        check_png("out/%s.png" % name)
    lines = lines_of(run("reproduce", "variational", "--data", "data", "--epochs", "5", "--json"))
    assert [line["epoch"] for line in lines if "epoch" in line] == [1, 5]
    verdict, parts = lines[-2:]
    assert abs(verdict["bound"] - 1.03 * (161.79 + 161.68) / 2) < 1e-9
    assert verdict["within"] is None and verdict["comparable"] is False, verdict
    assert abs(parts["reconstruction"] + parts["kl"] - verdict["validation_loss"]) < 1e-3
    assert abs(sum(parts["kl_per_dimension"]) - parts["kl"]) < 1e-9
    lines = lines_of(run("reproduce", "--optimizer", "adadelta", "--data", "data", "--epochs", "10",
                         "--json", "--quiet"))
    assert [(line["model"], line["reference_loss"]) for line in lines if "epoch" in line] == [
        ("simple", 0.1682), ("deep", 0.1722)]
    done = run("reproduce", "deep", "--optimizer", "adadelta", "--data", "data", "--epochs", "2")
    assert "bound" not in done.stdout
    texts = [run("reproduce", "--data", "data", "--epochs", "1", "--threads", n, "--json", "--quiet",
                 "-o", "all" + n).stdout for n in "12"]
    assert texts[0] == texts[1], "threads show in the result"
    assert [line["model"] for line in map(json.loads, texts[0].splitlines()) if "within" in line] == [
        "simple", "sparse", "deep", "conv", "denoise", "seq2seq", "variational"]
    for name in ("conv-codes", "denoise-denoised", "seq2seq-reconstructions"):
        check_png("all1/%s.png" % name)
    done = run("reproduce", "simple", "--data", "data", "-o", "out", code=1)
    assert "simple.hourglass” is there already" in done.stderr
    assert "Did you mean simple?" in run("reproduce", "simpel", code=2).stderr
    assert "adadelta" in run("reproduce", "--optimizer", "adadeltra", code=2).stderr
    assert "conv" in run("reproduce", "conv", "--optimizer", "adadelta", code=2).stderr


def test_runs():
    """Every training is kept as a run, and can be had again to the last bit."""
    run("train", "simple", "--data", "data", "--epochs", "2", "--quiet", "-o", "runs.hourglass",
        "--threads", "2")
    first = lines_of(run("info", "runs.hourglass", "--json"))[0]["runs"]
    assert [(row["id"], row["name"], row["outcome"], row["epochs"]) for row in first] == [
        (1, "Run 1", "finished", 2)], first
    for threads in "12":
        row = lines_of(run("replay", "runs.hourglass", "1", "--verify", "--json",
                           "--threads", threads))[0]
        assert row["same"] is True and row["weights"] == first[0]["weights"], row
    run("train", "runs.hourglass", "--epochs", "1", "--learning-rate", "0.01", "--quiet")
    second = lines_of(run("info", "runs.hourglass", "--json"))[0]["runs"]
    assert len(second) == 1 and second[0]["epochs"] == 3, second
    assert second[0]["hash"] != first[0]["hash"]
    assert "hash " + second[0]["hash"] in run("info", "runs.hourglass").stdout
    done = run("replay", "runs.hourglass", second[0]["hash"], "--verify", "-o", "again.hourglass")
    assert "bit for bit" in done.stdout, done.stdout
    assert run("evaluate", "again.hourglass").stdout == run("evaluate", "runs.hourglass").stdout
    assert "no run" in run("replay", "runs.hourglass", "2", code=1).stderr
    assert "is there already" in run("replay", "runs.hourglass", "1", "-o", "again.hourglass",
                                     code=1).stderr
    shutil.copytree("data", "other-data")
    write_idx("other-data/train-images-idx3-ubyte", N_TRAINING, 9)
    done = run("replay", "runs.hourglass", "1", "--data", "other-data", "--verify", code=1)
    assert "others" in done.stdout and "are not the same" in done.stderr, done


def test_runs_left():
    """Another loss, another split and other data each begin a run of their own, which is had
    again together with those before it."""
    run("train", "simple", "--data", "data", "--epochs", "1", "--quiet", "-o", "left.hourglass")
    run("train", "left.hourglass", "--epochs", "1", "--loss", "mean_squared_error", "--quiet")
    run("train", "left.hourglass", "--epochs", "1", "--learning-rate", "0.01", "--quiet")
    run("train", "left.hourglass", "--epochs", "1", "--set", "validation_split=0.3", "--quiet")
    shutil.copytree("data", "left-data")
    write_idx("left-data/train-images-idx3-ubyte", N_TRAINING, 9)
    run("train", "left.hourglass", "--epochs", "1", "--data", "left-data", "--quiet")
    rows = lines_of(run("info", "left.hourglass", "--json"))[0]["runs"]
    assert [(row["id"], row["epochs"]) for row in rows] == [(1, 1), (2, 3), (3, 4), (4, 5)], rows
    for row in rows:
        assert lines_of(run("replay", "left.hourglass", str(row["id"]), "--verify", "--json"))[0][
            "same"]
    os.rename("left-data", "moved-data")
    assert "--data says where" in run("replay", "left.hourglass", "4", "--verify", code=1).stderr
    run("replay", "left.hourglass", "4", "--verify", "--data", "moved-data")


def test_doctor():
    """The small set has few different samples, so that some of them validate, too."""
    run("train", "simple", "--data", "data", "--epochs", "3", "--quiet", "-o", "good.hourglass")
    found = lines_of(run("doctor", "good.hourglass", "--json"))
    assert [line["check"] for line in found] == ["leaking-validation"], found
    assert "100 of 100 validation samples" in run("doctor", "good.hourglass").stdout
    run("train", "simple", "--data", "data", "--epochs", "2", "--learning-rate", "1e-7", "--quiet",
        "-o", "slow.hourglass")
    found = lines_of(run("doctor", "slow.hourglass", "--json"))
    assert [line["check"] for line in found] == ["low-rate", "leaking-validation"], found
    assert all(line["title"] and line["evidence"] and line["fix"] for line in found)
    run("doctor", "slow.hourglass", "--data", "nowhere", code=1)


def test_sweep():
    """Every combination is a run; the same command goes on; the best one's weights are saved."""
    words = ("sweep", "simple", "--data", "data", "--epochs", "2", "--seeds", "2",
             "-o", "sweep.hourglass", "--json")
    rows = lines_of(run(*words, "--vary", "learning_rate=1e-4,1e-2"))
    assert [row["name"] for row in rows] == [
        "Learning rate %s, seed %d" % (rate, seed) for rate in ("1e-4", "1e-2") for seed in (1, 2)]
    assert all(row["trained"] for row in rows)
    more = lines_of(run(*words, "--vary", "learning_rate=1e-4,1e-2,1e-3"))
    assert [row["trained"] for row in more] == 4 * [False] + 2 * [True], more
    assert len({row["hash"] for row in more}) == 6
    project = lines_of(run("info", "sweep.hourglass", "--json"))[0]
    best = min(more, key=lambda row: row["best_loss"])
    assert len(project["runs"]) == 6 and project["recipe"]["learning_rate"] == 0.01
    assert abs(project["run"]["validation_loss"] - best["best_loss"]) < 1e-12
    assert lines_of(run("replay", "sweep.hourglass", "6", "--verify", "--json"))[0]["same"]
    run("train", "simple", "--data", "data", "--epochs", "1", "--quiet", "-o", "o.hourglass")
    done = run("sweep", "simple", "--data", "data", "--vary", "seed=4", "-o", "o.hourglass", code=1)
    assert "is there already" in done.stderr, done.stderr
    assert "no setting" in run("sweep", "simple", "--data", "data", "--vary", "rate=1", "-o",
                               "p.hourglass", code=1).stderr
    assert "-o" in run("sweep", "simple", code=2).stderr


def test_reproduce_mnist():
    """MNIST is known by its pixels, wherever it lies; it alone is within or above a bound."""
    mnist, fashion = (os.path.join(REAL_DATA, name) for name in ("mnist", "fashion"))
    if not os.path.isdir(mnist):
        return "skipped: the real data is not on this machine"
    verdict = lines_of(run("reproduce", "simple", "--data", mnist, "--epochs", "1", "--json"))[1]
    assert verdict["comparable"] is True and verdict["within"] is True, verdict
    verdict = lines_of(run("reproduce", "simple", "--data", fashion, "--epochs", "1", "--json"))[1]
    assert verdict["comparable"] is False and verdict["within"] is None, verdict
    return None


def test_layers_as_text():
    run("new", "--data", "data", "--layers", "dense 64 relu, dense 2, mirror", "-o", "t.hourglass")
    layers = lines_of(run("info", "t.hourglass", "--json"))[0]["model"]["layers"]
    assert [layer["type"] for layer in layers] == ["Input"] + 4 * ["Dense"], layers
    assert [layer["options"]["units"] for layer in layers[1:]] == [64, 2, 64, SIDE * SIDE], layers
    run("train", "t.hourglass", "--epochs", "1", "--quiet")
    done = run("new", "--data", "data", "--layers", "dense 64, dens 2 rellu", "-o", "u.hourglass",
               code=1)
    assert "Layer 2 of the text, “dens 2 rellu”" in done.stderr, done.stderr
    assert "no layer in the text" in run("new", "--data", "data", "--layers", "# none",
                                         code=1).stderr
    assert "leave out TEMPLATE" in run("new", "deep", "--layers", "dense 2", code=2).stderr
    assert "TEMPLATE is missing" in run("new", code=2).stderr
    assert not os.path.exists("u.hourglass") and not os.path.exists("model.hourglass")


def test_skips_as_text():
    layers = "conv2d 8 same, maxpooling2d, conv2d 8 same, upsampling2d, concatenate source=1"
    run("new", "--data", "data", "--layers", layers, "-o", "s.hourglass")
    text = run("info", "s.hourglass", "--model").stdout
    assert "Concatenate source=1\n" in text, text
    with open("s.txt", "w", encoding="utf-8") as file:
        file.write(text)
    run("new", "--data", "data", "--model", "s.txt", "-o", "s2.hourglass")
    assert run("info", "s2.hourglass", "--model").stdout == text
    done = run("new", "--data", "data", "--layers", "dense 8, add source=2", "-o", "no.hourglass", code=1)
    assert "only layers before it" in done.stderr, done.stderr


def test_model_as_text():
    run("new", "conv", "--data", "data", "-o", "text.hourglass")
    text = run("info", "--model", "text.hourglass").stdout
    assert text.splitlines()[0] == "Conv2D padding=same,activation=relu", text
    with open("text.txt", "w", encoding="utf-8") as out:
        out.write(text)
    with open("text.json", "w", encoding="utf-8") as out:
        out.write(run("info", "--model", "--json", "text.hourglass").stdout)
    with open("typed.txt", "w", encoding="utf-8") as out:
        out.write("dense 16 relu, dense 2, mirror\n")
    # Both forms give the model that they were printed from, to every command.
    for form in ("text.txt", "text.json"):
        run("new", "--model", form, "--data", "data", "-o", "again.hourglass", "--force")
        assert run("info", "--model", "again.hourglass").stdout == text, form
        run("check", "--model", form, "--data", "data")
    run("train", "--model", "typed.txt", "--data", "data", "--epochs", "1", "--quiet", "-o",
        "typed.hourglass")
    assert run("info", "--model", "typed.hourglass").stdout.splitlines()[1] == "Dense units=2"
    assert "typed.txt" in run("bench", "--model", "typed.txt", "--seconds", "0.05").stdout
    # One model alone, and a fault is named by its line.
    assert "leave one of them out" in run("train", "simple", "--model", "typed.txt", code=2).stderr
    assert "--model" in run("check", code=2).stderr
    with open("wrong.txt", "w", encoding="utf-8") as out:
        out.write("Dense units=3\nDense units=x\n")
    assert "Line 2" in run("new", "--model", "wrong.txt", "-o", "w.hourglass", code=1).stderr
    assert not os.path.exists("w.hourglass")
    with open("narrow.txt", "w", encoding="utf-8") as out:
        out.write("Dense units=3\n")
    refused = run("train", "--model", "narrow.txt", "--data", "data", code=1).stderr
    assert "“narrow.txt” cannot be trained" in refused, refused


def test_settings():
    listed = lines_of(run("recipe", "--json"))
    assert {"learning_rate", "schedule", "optimizer.beta_1", "loss.delta"} <= {
        line["name"] for line in listed}
    # Every setting of the recipe takes its own default.
    for line in listed:
        if line["of"] is None:
            value = line["default"]
            run("new", "simple", "--data", "data", "-o", "set.hourglass", "--force", "--set",
                "%s=%s" % (line["name"], str(value).lower() if isinstance(value, bool) else value))
    run("train", "simple", "--data", "data", "--epochs", "1", "--quiet", "-o", "set.hourglass",
        "--force", "--set", "optimizer=sgd,learning_rate=0.25,optimizer.momentum=0.5")
    assert "sgd, learning rate 0.25" in run("info", "set.hourglass").stdout
    assert "no “=”" in run("train", "simple", "--set", "seed", "-o", "y.hourglass", code=2).stderr
    assert "bogus" in run("train", "simple", "--set", "bogus=1", "-o", "y.hourglass", code=2).stderr
    assert "whole run" in run("train", "set.hourglass", "--epochs", "1", "--set", "seed=9",
                              code=2).stderr


def test_export():
    run("train", "deep", "--data", "data", "--epochs", "1", "--quiet", "-o", "e.hourglass")
    parts = {}
    for part in ("full", "encoder", "decoder"):
        run("export", "e.hourglass", "-o", part + ".safetensors", "--part", part)
        parts[part] = read_safetensors(part + ".safetensors")[1]
    whole = parts["full"]
    assert list(whole)[:3] == ["dense/kernel", "dense/bias", "dense_1/kernel"], list(whole)
    assert sorted(whole) == sorted([*parts["encoder"], *parts["decoder"]])
    assert sorted(parts["encoder"]) == sorted(name for name in whole if name.split("/")[0] in
                                              ("dense", "dense_1", "dense_2"))
    for part in ("encoder", "decoder"):
        assert all(whole[name] == body for name, body in parts[part].items())
    saved = read_safetensors("e.hourglass")[1]
    assert sorted(whole.values()) == sorted(body for name, body in saved.items()
                                            if name.startswith("weights/"))
    run("export", "e.hourglass", "-o", "all.safetensors")
    assert read_safetensors("all.safetensors")[1] == whole
    assert "encoder or decoder" in run("export", "e.hourglass", "-o", "x.safetensors", "--part",
                                       "middle", code=2).stderr
    assert ".safetensors" in run("export", "e.hourglass", "-o", "x.txt", code=2).stderr
    run("new", "deep", "--data", "data", "-o", "new.hourglass")
    assert "Train it first" in run("export", "new.hourglass", "-o", "x.safetensors", code=1).stderr


def test_import():
    """A model that comes back goes on where it was, and trains on."""
    run("train", "deep", "--data", "data", "--epochs", "1", "--quiet", "-o", "e.hourglass")
    run("export", "e.hourglass", "-o", "e.onnx")
    done = run("import", "e.onnx", "-o", "i.hourglass")
    assert "i.hourglass" in done.stdout and done.stderr == "", done
    before, after = (run("evaluate", name, "--data", "data") for name in ("e.hourglass", "i.hourglass"))
    assert before.stdout == after.stdout and after.stderr == "", (before, after)
    run("train", "i.hourglass", "--data", "data", "--epochs", "1", "--quiet")
    assert "--force" in run("import", "e.onnx", "-o", "i.hourglass", code=1).stderr
    assert "not a model that can be read" in run("import", "i.hourglass", "-o", "j.hourglass",
                                              code=1).stderr


def test_export_c():
    run("train", "deep", "--data", "data", "--epochs", "1", "--quiet", "-o", "c.hourglass")
    # Without a compiler the files are written all the same, and said not to be checked.
    said = "Checked: the largest difference" if shutil.which("cc") else "Not checked"
    assert said in run("export", "c.hourglass", "-o", "deep.c").stdout
    with open("deep.c", encoding="utf-8") as source:
        assert "#define DEEP_THRESHOLD HUGE_VALF" in source.read()
    run("export", "c.hourglass", "-o", "deep.c", "--data", "data")
    with open("deep.c", encoding="utf-8") as source:
        assert re.search(r"#define DEEP_THRESHOLD 0\.\d+f", source.read())
    # Integers are calibrated on the project's data, and judged by them.
    printed = run("export", "c.hourglass", "--int8", "-o", "deep8.c").stdout
    assert not shutil.which("cc") or re.search(r"In 8-bit integers: loss [\d.]+, PSNR [\d.]+ dB",
                                               printed), printed
    with open("deep8.c", encoding="utf-8") as source:
        assert "static const int8_t deep8_dense_kernel" in source.read()
    assert "no form in 8-bit" in run("export", "c.hourglass", "--int8", "-o", "x.safetensors",
                                     code=2).stderr


def project(tensors, layer, kernel, bias, x):
    """x·w + b with the weights of a layer in the file."""
    w, b = (struct.unpack("<%df" % (len(body) // 4), body) for body in
            (tensors["weights/%d/%s" % (layer, name)] for name in (kernel, bias)))
    return [b[u] + sum(x[i] * w[i * len(b) + u] for i in range(len(x))) for u in range(len(b))]


def test_divergence():
    run("train", "variational", "--data", "data", "--epochs", "3", "--quiet", "-o", "v.hourglass")
    # The parts of the loss, and what was changed on the way, are in the file.
    run("train", "v.hourglass", "--epochs", "1", "--learning-rate", "0.002", "--quiet", "--log",
        "v.csv")
    trained = lines_of(run("info", "v.hourglass", "--json"))[0]["run"]
    with open("v.csv", encoding="utf-8") as log:
        cells = log.read().splitlines()[-1].split(",")
    loss, reconstruction, kl = float(cells[1]), float(cells[4]), float(cells[5])
    assert kl > 0 and abs(reconstruction + kl - loss) < 1e-6 * loss
    assert abs(trained["kl_loss"] - kl) < 1e-9
    assert [(change["name"], change["after"]) for change in trained["changes"]] == [
        ("learning_rate", "0.002")], trained
    found = lines_of(run("evaluate", "v.hourglass", "--json"))[0]
    tensors = read_safetensors("v.hourglass")[1]
    with open("data/t10k-images-idx3-ubyte", "rb") as file:
        pixels = [value / 255 for value in file.read()[16:]]
    sums = [0, 0]
    for first in range(0, len(pixels), SIDE * SIDE):
        x = pixels[first:first + SIDE * SIDE]
        x = [max(value, 0) for value in project(tensors, 2, "kernel", "bias", x)]
        means = project(tensors, 3, "mean_kernel", "mean_bias", x)
        logs = project(tensors, 3, "log_variance_kernel", "log_variance_bias", x)
        sums = [s + (m * m + math.exp(v) - 1 - v) / 2 / N_VALIDATION
                for s, m, v in zip(sums, means, logs)]
    for nats, golden in zip(found["kl_per_dimension"], sums):
        assert abs(nats - golden) < 1e-4 * max(1, golden), (nats, golden)
    assert found["active_dimensions"] == sum(nats > 0.01 for nats in sums)
    assert "active" in run("evaluate", "v.hourglass").stdout
    done = run("train", "v.hourglass", "--epochs", "1", "--json")
    row = lines_of(done)[0]
    assert row["penalty"] > 0 and abs(row["reconstruction"] + row["penalty"] - row["loss"]) < 1e-9
    assert " + KL " in done.stderr


def interrupt(process):
    """Waits until an epoch is through, then presses Ctrl+C."""
    line = process.stderr.readline()
    assert line.startswith("Epoch 1/"), line
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == -signal.SIGINT, err
    return out + err


def test_interrupt():
    process = subprocess.Popen([BINARY, "train", "simple", "--data", "data", "--epochs", "50000",
                                "--seed", "2", "-o", "stopped.hourglass"],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    words = interrupt(process)
    assert "Saved “stopped.hourglass”" in words and "Stopped at step" in words, words
    info = lines_of(run("info", "stopped.hourglass", "--json"))[0]["run"]
    assert 1 <= info["epochs"] < 50000 and info["epochs_planned"] == 50000
    more = info["epochs"] + 2
    run("train", "stopped.hourglass", "--epochs", "2", "--quiet")
    run("train", "simple", "--data", "data", "--epochs", str(more), "--seed", "2", "--quiet",
        "-o", "straight.hourglass")
    same_run("stopped.hourglass", "straight.hourglass")


def test_terminal():
    """No escape sequence and no bad UTF-8 from a name reaches the terminal."""
    name = b"a\x1b[2J\xffb\xc2\x9b7m\xe2\x80\xae.hourglass"
    made = subprocess.run([BINARY, "new", "simple", "-o", name], capture_output=True)
    assert made.returncode == 0, made.stderr
    for words in (["info", name], ["info", name + b".not"], ["check", name],
                  ["evaluate", name, "--data", b"no\x1bdata"], ["train", name, "--bad\x1b"],
                  ["plot", "loss", name, "--data", "data", "-o", b"x\x1b.png"]):
        done = subprocess.run([BINARY, *words], capture_output=True)
        text = (done.stdout + done.stderr).decode()
        assert "\x1b" not in text and "\x9b" not in text and "\u202e" not in text, repr(text)


def test_pixels():
    """Strokes are drawn as ink, photographs as they are stored, unless told otherwise."""
    run("new", "simple", "--data", "data", "-o", "p.hourglass")
    shutil.copytree("data", "grey")
    for name in os.listdir("grey"):
        with open(os.path.join("grey", name), "r+b") as file:
            head, body = file.read(16), file.read()
            file.seek(0)
            file.write(head + bytes(100 + value // 2 for value in body))
    pictures = {}
    for data in ("data", "grey"):
        for how in ("auto", "ink", "stored"):
            run("plot", "reconstructions", "p.hourglass", "--data", data, "--pixels", how, "-o", "r.png")
            with open("r.png", "rb") as file:
                pictures[data, how] = file.read()
    assert pictures["data", "auto"] == pictures["data", "ink"] != pictures["data", "stored"]
    assert pictures["grey", "auto"] == pictures["grey", "stored"] != pictures["grey", "ink"]
    assert "stored" in run("plot", "latent", "p.hourglass", "--pixels", "sored", "-o", "l.png",
                           code=2).stderr


def test_file_cut():
    """A data file that is cut while it is in use: one error, and the weights are saved."""
    images = os.path.join("data", "train-images-idx3-ubyte")
    shutil.copy(images, "whole")
    process = subprocess.Popen([BINARY, "train", "simple", "--data", "data", "--epochs", "50000",
                                "--json", "-o", "cut.hourglass"],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    process.stdout.readline()
    os.truncate(images, 16)
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1, (process.returncode, err)
    assert images in err and "Saved “cut.hourglass”" in err, err
    assert err.count("hourglass-cli:") == 1, err
    shutil.copy("whole", images)
    before = lines_of(run("info", "cut.hourglass", "--json"))[0]["run"]["epochs"]
    run("train", "cut.hourglass", "--epochs", "1", "--quiet")
    assert lines_of(run("info", "cut.hourglass", "--json"))[0]["run"]["epochs"] > before


def test_killed():
    """Killed at any moment of many saves, the file is whole: the old one or the new one."""
    run("train", "simple", "--data", "data", "--epochs", "1", "--quiet", "-o", "killed.hourglass")
    for wait in range(12):
        process = subprocess.Popen([BINARY, "train", "killed.hourglass", "--epochs", "1",
                                    "--quiet"])
        deadline = time.monotonic() + 0.004 * wait
        while time.monotonic() < deadline and process.poll() is None:
            pass
        process.kill()
        process.wait()
        info = lines_of(run("info", "killed.hourglass", "--json"))[0]
        assert info["run"]["epochs"] >= 1


def test_keep_best():
    """6 and 6 epochs are 12, and info says whose weights are in the file."""
    layers = [("Input", {"shape": [8, 8, 1]}), ("Flatten", {}),
              ("Dense", {"units": 12, "activation": "relu"}),
              ("Dense", {"units": 64, "activation": "sigmoid"})]
    for name in ("whole", "parts"):
        write_project(name + ".hourglass", layers, code=3, keep_best=True, learning_rate=0.5,
                      batch_size=48, optimizer="adam", loss="binary_crossentropy")
    run("train", "whole.hourglass", "--data", "data", "--epochs", "12", "--quiet")
    for _ in range(2):
        run("train", "parts.hourglass", "--data", "data", "--epochs", "6", "--quiet")
        found = lines_of(run("info", "parts.hourglass", "--json"))[0]["run"]
        assert 0 < found["weights_epoch"] == found["best_epoch"] < found["epochs"], found
        assert ("weights of epoch %d, the best" % found["best_epoch"]) in run(
            "info", "parts.hourglass").stdout
        loss = lines_of(run("evaluate", "parts.hourglass", "--json"))[0]["loss"]
        assert loss < found["validation_loss"], (loss, found)
    same_run("whole.hourglass", "parts.hourglass")


def test_locale():
    names = subprocess.run(["locale", "-a"], capture_output=True, text=True).stdout.split()
    found = [name for name in names if name.lower().startswith(("de_de", "fr_fr", "de_", "fr_"))]
    if not found:
        return "skipped: no locale with a decimal comma is installed"
    environment = dict(os.environ, LC_ALL=found[0], LANG=found[0])
    run("train", "simple", "--data", "data", "--epochs", "1", "--quiet", "--learning-rate",
        "0.5e-2", "--log", "locale.csv", "-o", "locale.hourglass", env=environment)
    done = run("info", "locale.hourglass", "--json", env=environment)
    assert lines_of(done)[0]["recipe"]["learning_rate"] == 0.005
    with open("locale.csv", encoding="utf-8") as log:
        assert len(log.read().splitlines()[1].split(",")) == 6
    assert "0.005" in run("info", "locale.hourglass", env=environment).stdout
    return None


def test_check():
    run("new", "conv", "--data", "data", "-o", "a.hourglass")
    done = run("check", "a.hourglass")
    assert "note S9, layer 7, MaxPooling2D" in done.stdout, done.stdout
    done = run("check", "a.hourglass", "--data", "built-in", code=1)
    assert done.stdout.startswith("error M1, layer 1, Input: "), done.stdout
    assert "  Fix: Set the Input to 28×28×1\n" in done.stdout
    assert "cannot be trained" in done.stderr
    first, waiting = lines_of(run("check", "a.hourglass", "--data", "built-in", "--json", code=1))
    assert (first["severity"], first["layer"], first["type"]) == ("error", 1, "Input")
    assert first["fixes"] == ["Set the Input to 28×28×1"]
    assert (waiting["severity"], waiting["layer"], waiting["last_layer"]) == ("waiting", 2, 14)
    assert run("check", "blank", code=1).stdout.startswith("error M2")
    assert "simple" in run("check", "simpel", code=2).stderr


def test_large():
    """A very large layer is told with the time of an epoch, as fast as this machine is."""
    run("new", "simple", "--data", "built-in", "-o", "small.hourglass")
    with open("small.hourglass", "rb") as file:
        size = struct.unpack("<Q", file.read(8))[0]
        header = file.read(size).replace(b'units\\":32', b'units\\":60000', 1)
    with open("large.hourglass", "wb") as file:
        file.write(struct.pack("<Q", len(header)) + header)
    done = run("check", "large.hourglass")
    assert re.search(r"47 million weights \(\d+ MB with Adam\); about [\d,]+ (s|min) an epoch\.",
                     done.stdout), done.stdout


TESTS = [test_help, test_wrong_use, test_failures, test_train, test_json, test_resume,
         test_options, test_use, test_misfit, test_check, test_large, test_lists, test_bench, test_bench_tables,
         test_layers_as_text, test_skips_as_text, test_model_as_text, test_settings, test_export, test_import, test_profile,
         test_runs, test_runs_left, test_sweep, test_doctor, test_reproduce, test_reproduce_mnist,
         test_divergence, test_interrupt, test_terminal, test_pixels, test_file_cut, test_killed, test_keep_best,
         test_locale]

run_tests(TESTS)
