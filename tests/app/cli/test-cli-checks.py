#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What commands refuse and what they warn of before they run a model.

usage: test-cli-checks.py BINARY [TEST...]    prints TAP
"""
import os

from cli import lines_of, run, run_tests, write_idx, write_project

SAMPLE = ("Input", {"shape": [8, 8, 1]})


def dense(activation):
    return [SAMPLE, ("Flatten", {}), ("Dense", {"units": 4, "activation": "relu"}),
            ("Dense", {"units": 64, "activation": activation})]


def test_refused():
    """An output that the loss cannot take, and a model without layers."""
    write_project("m.hourglass", dense("linear"), loss="binary_crossentropy")
    for command in (["train", "--epochs", "1"], ["evaluate"]):
        done = run(command[0], "m.hourglass", "--data", "data", *command[1:], code=1)
        assert "error S7, layer 4, Dense" in done.stderr and "Fix: Use sigmoid" in done.stderr, done
    done = run("train", "blank", "--data", "data", "-o", "b.hourglass", code=1)
    assert "error M2" in done.stderr and not os.path.exists("b.hourglass")
    write_project("m.hourglass", dense("linear"), loss="mean_squared_error")
    run("train", "m.hourglass", "--data", "data", "--epochs", "1", "--quiet")


def test_warned():
    write_project("wide.hourglass", [SAMPLE, ("Flatten", {}), ("Dense", {"units": 64}),
                                     ("Dense", {"units": 64, "activation": "sigmoid"})],
                  loss="mean_squared_error")
    done = run("train", "wide.hourglass", "--data", "data", "--epochs", "1")
    assert "warning S6" in done.stderr, done.stderr
    assert "S6" not in run("evaluate", "wide.hourglass", "--data", "data").stderr


def test_kernels():
    environment = dict(os.environ, HOURGLASS_KERNELS="mmx")
    done = run("bench", "simple", "--data", "data", "--seconds", "0.05", "--json",
               env=environment)
    assert "HOURGLASS_KERNELS is “mmx”" in done.stderr and lines_of(done)
    assert run("templates", env=dict(os.environ, HOURGLASS_KERNELS="plain")).stderr == ""


def test_untrained():
    run("new", "simple", "--data", "data", "-o", "m.hourglass")
    for words in (["encode", "m.hourglass", "-o", "codes.npy"],
                  ["decode", "m.hourglass", "codes.npy", "-o", "d.npy"],
                  ["reconstruct", "m.hourglass", "-o", "r.png"], ["evaluate", "m.hourglass"],
                  ["plot", "loss", "m.hourglass", "-o", "loss.png"]):
        assert "is not trained" in run(*words).stderr, words
    run("train", "m.hourglass", "--epochs", "1", "--quiet")
    assert run("evaluate", "m.hourglass").stderr == ""


def test_moved():
    write_idx("one.idx", 60, 3)
    run("train", "simple", "--data", "one.idx", "--epochs", "1", "--quiet", "-o", "m.hourglass")
    os.rename("one.idx", "two.idx")
    for command in (["train", "--epochs", "1"], ["evaluate"], ["check"]):
        done = run(command[0], "m.hourglass", *command[1:], code=1)
        assert "one.idx" in done.stderr and "--data" in done.stderr, done.stderr
    run("train", "m.hourglass", "--data", "two.idx", "--epochs", "1", "--quiet")
    run("evaluate", "m.hourglass")


def test_finished():
    run("train", "simple", "--data", "data", "--epochs", "2", "--quiet", "-o", "m.hourglass")
    done = run("train", "m.hourglass", code=1)
    assert "after 2 epochs" in done.stderr and "--epochs" in done.stderr, done.stderr
    assert lines_of(run("info", "m.hourglass", "--json"))[0]["run"]["epochs"] == 2
    run("train", "m.hourglass", "--epochs", "1", "--quiet")


def test_too_large():
    """Layers whose weights need more than can be computed with: the reason is the layer's."""
    write_project("m.hourglass", [SAMPLE, ("Flatten", {}), ("Dense", {"units": 65536}),
                                  ("Dense", {"units": 65536}), ("Dense", {"units": 64})],
                  loss="mean_squared_error")
    done = run("train", "m.hourglass", "--data", "data", "--epochs", "1", code=1)
    last = done.stderr.splitlines()[-1]
    assert last.startswith("hourglass-cli: Layer 4, Dense: ") and "Make it smaller" in last, last


def test_unknown():
    write_project("m.hourglass", dense("sigmoid"), epochs=1, later_setting=0.1)
    assert "does not know: recipe.later_setting. " in run("info", "m.hourglass").stderr
    run("train", "m.hourglass", "--data", "data", "--quiet")
    assert run("info", "m.hourglass").stderr == ""


run_tests([test_refused, test_warned, test_kernels, test_untrained, test_moved, test_finished,
           test_too_large, test_unknown])
