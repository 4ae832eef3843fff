#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The files that commands read and write: no input is overwritten, nothing waits for a pipe.

usage: test-cli-files.py BINARY [TEST...]    prints TAP
"""
import os
import socket
import struct

from cli import run, run_tests, write_idx, write_project

SAMPLE = ("Input", {"shape": [8, 8, 1]})
IMAGES = "data/train-images-idx3-ubyte"


def read(path):
    with open(path, "rb") as file:
        return file.read()


def make_project(path="m.hourglass", data="data"):
    run("train", "simple", "--data", data, "--epochs", "1", "--quiet", "-o", path)


def write_codes(path, n):
    header = "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, 2), }" % n
    header = header.ljust(117) + "\n"
    with open(path, "wb") as file:
        file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode())
        file.write(struct.pack("<%df" % (2 * n), *([0.5] * 2 * n)))


def small_model(path="s.hourglass"):
    write_project(path, [SAMPLE, ("Flatten", {}), ("Dense", {"units": 2}),
                         ("Dense", {"units": 64, "activation": "sigmoid"})], 3,
                  loss="mean_squared_error")


def refused(path, *words):
    """The command says that it reads what it is to write, and the file stays as it was."""
    old = read(path)
    done = run(*words, code=2)
    assert "would be lost" in done.stderr and "another file" in done.stderr, (words, done.stderr)
    assert read(path) == old, words


def test_named_inputs():
    small_model()
    small_model("b.png")
    write_codes("x.npy", 3)
    write_idx("d.idx", 60, 3)
    os.symlink("x.npy", "link.npy")
    os.link("x.npy", "hard.npy")
    for name in ("x.npy", "./x.npy", os.path.abspath("x.npy"), "link.npy", "hard.npy"):
        refused("x.npy", "decode", "s.hourglass", "x.npy", "-o", name)
    refused("x.npy", "decode", "s.hourglass", "link.npy", "-o", "hard.npy")
    refused("b.png", "reconstruct", "b.png", "--data", "data", "-o", "b.png")
    refused("d.idx", "train", "simple", "--data", "d.idx", "-o", "d.idx", "--force")
    refused("d.idx", "train", "s.hourglass", "--data", "data", "--validation", "d.idx", "-o",
            "./d.idx", "--force")
    refused("d.idx", "train", "simple", "--data", "d.idx", "--log", "d.idx")
    refused("d.idx", "new", "simple", "--data", "d.idx", "-o", "d.idx", "--force")


def test_data_of_the_project():
    """Data that no word of the command line names."""
    write_idx("d.npy", 60, 3)
    make_project(data="d.npy")
    os.symlink("d.npy", "link.npy")
    refused("d.npy", "encode", "m.hourglass", "-o", "d.npy")
    refused("d.npy", "reconstruct", "m.hourglass", "-o", "link.npy")
    refused("d.npy", "train", "m.hourglass", "--epochs", "1", "--log", "d.npy")
    refused("d.npy", "train", "m.hourglass", "--epochs", "1", "-o", "d.npy", "--force")


def test_dangling_link():
    """What a link will lead to is not replaced, either."""
    os.symlink("gone.hourglass", "link.hourglass")
    done = run("new", "simple", "--data", "data", "-o", "link.hourglass", code=1)
    assert "is there already" in done.stderr, done.stderr
    assert os.path.islink("link.hourglass") and not os.path.exists("gone.hourglass")


def test_members_of_a_folder():
    make_project()
    for words in (["train", "simple", "--data", "data"], ["train", "m.hourglass", "--epochs", "1"],
                  ["new", "simple", "--data", "data"]):
        refused(IMAGES, *words, "-o", IMAGES, "--force")
    refused(IMAGES, "train", "simple", "--data", "data", "-o", "n.hourglass", "--log", IMAGES)
    assert not os.path.exists("n.hourglass")
    for _ in range(2):
        run("reconstruct", "m.hourglass", "-o", "data/b.png")
        run("train", "m.hourglass", "--epochs", "1", "-o", "data/n.hourglass", "--force",
            "--log", "data/log.csv", "--quiet")


def check_no_file(words):
    done = run(*words, code=1)
    assert "neither a file nor a folder" in done.stderr, (words, done.stderr)


def test_no_files():
    """Pipes, sockets and devices in the place of what is read."""
    os.mkfifo("p.hourglass")
    os.mkfifo("pipe")
    os.symlink("/dev/zero", "zero.hourglass")
    make_project()
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind("s.hourglass")
        for path in ("pipe", "s.hourglass", "/dev/zero"):
            check_no_file(["info", path])
            check_no_file(["train", "simple", "--data", path])
        for path in ("p.hourglass", "zero.hourglass"):
            for words in (["info", path], ["check", path], ["evaluate", path],
                          ["train", path, "--epochs", "1"], ["encode", path, "-o", "c.npy"],
                          ["decode", path, "c.npy", "-o", "d.npy"],
                          ["decode", "m.hourglass", path, "-o", "d.npy"],
                          ["reconstruct", path, "-o", "b.png"], ["plot", "loss", path, "-o", "f.png"],
                          ["bench", path], ["profile", path], ["new", "simple", "--data", path],
                          ["evaluate", "m.hourglass", "--data", path],
                          ["train", "simple", "--data", "data", "--validation", path]):
                check_no_file(words)
    done = run("decode", "m.hourglass", "data", "-o", "d.npy", code=1)
    assert "is a folder" in done.stderr, done.stderr


def test_too_many_pictures():
    """An error with the largest count, which then works."""
    small_model()
    write_codes("x.npy", 20000)
    for words in (["decode", "s.hourglass", "x.npy"],
                  ["reconstruct", "s.hourglass", "--count", "20000", "--data", "many.idx"]):
        write_idx("many.idx", 20000, 3)
        done = run(*words, "-o", "b.png", code=1)
        assert "--count" in done.stderr and ".npy" in done.stderr, done.stderr
        limit = int(done.stderr.split("at most ")[1].split()[0].replace(",", ""))
        words = [word for word in words if word not in ("--count", "20000")]
        done = run(*words, "-o", "b.png", "--count", str(limit + 1), code=1)
        assert not os.path.exists("b.png")
        run(*words, "-o", "b.png", "--count", str(limit))
        os.remove("b.png")
    done = run("decode", "s.hourglass", "x.npy", "--count", "20001", "-o", "d.npy", code=1)
    assert "20000" in done.stderr and "--count" in done.stderr, done.stderr


def test_standard_output():
    """A file is written, no stream; "./-" names one that is called so."""
    small_model()
    write_codes("x.npy", 3)
    for words in (["encode", "s.hourglass", "--data", "data"], ["decode", "s.hourglass", "x.npy"],
                  ["reconstruct", "s.hourglass", "--data", "data"], ["plot", "loss", "s.hourglass"],
                  ["train", "simple", "--data", "data"], ["new", "simple", "--data", "data"],
                  ["reproduce", "simple", "--data", "data"]):
        done = run(*words, "-o", "-", code=2)
        assert "standard output" in done.stderr and "./-" in done.stderr, (words, done.stderr)
    done = run("train", "simple", "--data", "data", "--log", "-", code=2)
    assert "--log" in done.stderr and "standard output" in done.stderr, done.stderr
    assert not os.path.exists("-") and not os.path.exists("simple.hourglass")
    run("new", "simple", "--data", "data", "-o", "./-")
    assert os.path.exists("-")


def test_one():
    """One is no plural."""
    write_idx("one.idx", 1, 3)
    run("train", "simple", "--data", "one.idx", "--epochs", "1", "-o", "m.hourglass")
    texts = [run("train", "simple", "--data", "one.idx", "--epochs", "1", "--batch-size", "1",
                 "-o", "o.hourglass").stdout]
    for words in (["info", "o.hourglass"], ["info", "one.idx"], ["evaluate", "o.hourglass"],
                  ["encode", "o.hourglass", "-o", "c.npy"],
                  ["decode", "o.hourglass", "c.npy", "-o", "d.npy"],
                  ["reconstruct", "o.hourglass", "-o", "b.png"]):
        texts.append(run(*words).stdout)
    for words in (["train", "o.hourglass"],
                  ["reconstruct", "o.hourglass", "--count", "2", "-o", "b.png"]):
        texts.append(run(*words, code=1).stderr)
    for text in texts:
        for wrong in ("epochs", "steps", "samples", "codes", "reconstructions"):
            assert "1 %s" % wrong not in text and "1 validation %s" % wrong not in text \
                and "1 decoded %s" % wrong not in text, text
    assert "after 1 epoch, 1 step." in texts[0] and "1 of 1 epoch, 1 step" in texts[1], texts


def test_blank():
    for command in ("train", "check"):
        done = run(command, "blank", code=1)
        assert "another template" in done.stderr + done.stdout
        assert "drag" not in done.stderr + done.stdout


run_tests([test_named_inputs, test_data_of_the_project, test_dangling_link,
           test_members_of_a_folder, test_no_files, test_too_many_pictures, test_standard_output,
           test_one, test_blank])
