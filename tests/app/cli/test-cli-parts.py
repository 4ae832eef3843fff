#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The parts of a project's data: what trained, what validated, and that every command knows it.

usage: test-cli-parts.py BINARY [TEST...]    prints TAP
"""
import json
import struct

from cli import N_TRAINING, N_VALIDATION, lines_of, read_npy, run, run_tests, write_idx

FILE = "one.idx"
N = 300


def change_recipe(path, **members):
    """Writes other members into the recipe of a file without weights."""
    with open(path, "rb") as file:
        length = struct.unpack("<Q", file.read(8))[0]
        header = json.loads(file.read(length))
    recipe = json.loads(header["__metadata__"]["recipe"])
    recipe.update(members)
    header["__metadata__"]["recipe"] = json.dumps(recipe)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)


def check_parts(path, training, validation, words=()):
    """What commands take by themselves is what validated the training; the rest trained."""
    trained = lines_of(run("info", path, "--json"))[0]["run"]
    found = lines_of(run("evaluate", path, "--json", *words))[0]
    assert (found["part"], found["samples"]) == ("validation", validation), found
    assert found["loss"] == trained["validation_loss"], (found, trained)
    assert "%d validation samples" % validation in run("evaluate", path, *words).stdout
    found = lines_of(run("evaluate", path, "--json", "--part", "training", *words))[0]
    assert (found["part"], found["samples"]) == ("training", training), found
    for part, n in (("validation", validation), ("training", training)):
        for more in ([], ["--part", part]) if part == "validation" else (["--part", part],):
            run("encode", path, "-o", "codes.npy", *words, *more)
            shape, codes = read_npy("codes.npy")
            assert shape[0] == n, (part, shape)
            run("decode", path, "codes.npy", "-o", "decoded.npy")
            run("reconstruct", path, "--count", str(n), "-o", "r.npy", *words, *more)
            assert max(abs(a - b) for a, b in zip(read_npy("decoded.npy")[1],
                                                  read_npy("r.npy")[1])) < 1e-5
        assert "asks for more" in run("reconstruct", path, "--count", str(n + 1), "-o", "r.npy",
                                      "--part", part, *words, code=1).stderr


def test_own_validation():
    write_idx("a.idx", N, 5)
    write_idx("b.idx", 70, 6)
    run("train", "simple", "--data", "a.idx", "--validation", "b.idx", "--epochs", "1", "--quiet",
        "-o", "m.hourglass")
    check_parts("m.hourglass", N, 70)
    check_parts("m.hourglass", N, 70, ["--data", "a.idx"])
    run("train", "m.hourglass", "--data", "./a.idx", "--epochs", "1", "--quiet")
    check_parts("m.hourglass", N, 70)


def test_held_back():
    write_idx(FILE, N, 5)
    run("train", "simple", "--data", FILE, "--epochs", "1", "--quiet", "-o", "m.hourglass")
    check_parts("m.hourglass", N - N // 10, N // 10)
    check_parts("m.hourglass", N - N // 10, N // 10, ["--data", FILE])


def test_split():
    """Of one file, and of data with a validation set of its own, which is then left alone."""
    write_idx(FILE, N, 5)
    for data, total in ((FILE, N), ("data", N_TRAINING)):
        run("new", "simple", "--data", data, "-o", "%d.hourglass" % total)
        change_recipe("%d.hourglass" % total, validation_split=0.25)
        run("train", "%d.hourglass" % total, "--epochs", "1", "--quiet")
        check_parts("%d.hourglass" % total, total * 3 // 4, total // 4)


def test_other_data():
    """Of other data no sample has trained: all of one file, the validation set of two."""
    write_idx(FILE, N, 5)
    write_idx("other.idx", 50, 6)
    run("train", "simple", "--data", FILE, "--epochs", "1", "--quiet", "-o", "m.hourglass")
    for data, part, n in (("other.idx", "whole", 50), ("data", "validation", N_VALIDATION)):
        found = lines_of(run("evaluate", "m.hourglass", "--json", "--data", data))[0]
        assert (found["part"], found["samples"]) == (part, n), found


def count(path, part, data):
    return lines_of(run("evaluate", path, "--json", "--data", data, "--part", part))[0]["samples"]


def test_parts_of_other_data():
    """What the project says of its own data does not hold for others."""
    write_idx(FILE, N, 5)
    write_idx("other.idx", 50, 6)
    run("train", "simple", "--data", FILE, "--validation", "other.idx", "--epochs", "1", "--quiet",
        "-o", "v.hourglass")
    write_idx("third.idx", 90, 7)
    assert count("v.hourglass", "validation", "third.idx") == 9
    run("new", "simple", "--data", FILE, "-o", "s.hourglass")
    change_recipe("s.hourglass", validation_split=0.25)
    run("train", "s.hourglass", "--epochs", "1", "--quiet")
    assert count("s.hourglass", "training", "data") == N_TRAINING
    assert count("s.hourglass", "training", "third.idx") == 81


def test_unknown():
    write_idx(FILE, N, 5)
    run("train", "simple", "--data", FILE, "--epochs", "1", "--quiet", "-o", "m.hourglass")
    for words in (["evaluate"], ["encode", "-o", "c.npy"]):
        done = run(words[0], "m.hourglass", *words[1:], "--part", "valdation", code=2)
        assert "no part “valdation”. Did you mean validation?" in done.stderr, done.stderr


run_tests([test_own_validation, test_held_back, test_split, test_other_data,
           test_parts_of_other_data, test_unknown])
