#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""decode, encode, reconstruct and plot of models whose output is not like their input.

usage: test-cli-shapes.py BINARY [TEST...]    prints TAP
"""
import os
import struct

from cli import read_npy, run, run_tests, write_project

INPUT = ("Input", {"shape": [4]})


def write_npy(path, shape, values):
    header = "{'descr': '<f4', 'fortran_order': False, 'shape': %s, }" % (shape,)
    header = header.ljust(117) + "\n"
    with open(path, "wb") as file:
        file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode())
        file.write(struct.pack("<%df" % len(values), *values))


def write_samples(path, n):
    with open(path, "wb") as file:
        file.write(struct.pack(">III", 0x802, n, 4) + bytes(i * 7 % 251 for i in range(4 * n)))


def write_codes(n):
    write_npy("codes.npy", (n, 2), [0.25 * i for i in range(2 * n)])


def test_decode_sizes():
    """One sample of the output's shape a code, wider or narrower than the input."""
    write_codes(3)
    for units in (4000, 3):
        write_project("m.hourglass", [INPUT, ("Dense", {"units": 2}), ("Dense", {"units": units})],
                      code=2)
        run("decode", "m.hourglass", "codes.npy", "-o", "d.npy")
        shape, values = read_npy("d.npy")
        assert shape == (3, units), shape
        assert values[:units] != values[-units:] and all(abs(value) < 100 for value in values)


def test_decode_shapes():
    write_codes(3)
    write_project("m.hourglass", [INPUT, ("Dense", {"units": 2}), ("Dense", {"units": 12}),
                                  ("Reshape", {"target_shape": [2, 3, 2]})], code=2)
    run("decode", "m.hourglass", "codes.npy", "-o", "d.npy")
    assert read_npy("d.npy")[0] == (3, 2, 3, 2)


def test_no_reconstruction():
    """What is no reconstruction of the samples is neither drawn nor compared with them."""
    write_samples("four.idx", 30)
    for units in (4000, 3):
        write_project("m.hourglass", [INPUT, ("Dense", {"units": 2}), ("Dense", {"units": units})],
                      code=2)
        for words in (["reconstruct", "m.hourglass", "-o", "r.npy"],
                      ["reconstruct", "m.hourglass", "-o", "r.png"],
                      ["plot", "reconstructions", "m.hourglass", "-o", "p.png"]):
            done = run(*words, "--data", "four.idx", code=1)
            assert "The reconstruction is %d and the samples are 4" % units in done.stderr, done.stderr
        done = run("evaluate", "m.hourglass", "--data", "four.idx", code=1)
        assert "The reconstruction has another size" in done.stderr, done.stderr
        run("encode", "m.hourglass", "--data", "four.idx", "-o", "e.npy")
        assert read_npy("e.npy")[0] == (30, 2)
    assert not os.path.exists("r.npy") and not os.path.exists("p.png")


def test_skip():
    """A skip around the code cannot be decoded from the code; one behind it can."""
    write_codes(3)
    around = [INPUT, ("Dense", {"units": 6}), ("Dense", {"units": 2}), ("Dense", {"units": 6}),
              ("Add", {"source": 2}), ("Dense", {"units": 4})]
    write_project("around.hourglass", around, code=3)
    done = run("decode", "around.hourglass", "codes.npy", "-o", "d.npy", code=1)
    assert "layer 5, Add" in done.stderr and "layer 2" in done.stderr, done.stderr
    assert not os.path.exists("d.npy")
    write_samples("four.idx", 30)
    done = run("bench", "around.hourglass", "--data", "four.idx", "--decode", "--seconds", "0.1",
               code=1)
    assert "layer 5, Add" in done.stderr, done.stderr
    behind = [INPUT, ("Dense", {"units": 2}), ("Dense", {"units": 2}), ("Add", {"source": 2}),
              ("Dense", {"units": 4})]
    write_project("behind.hourglass", behind, code=2)
    run("decode", "behind.hourglass", "codes.npy", "-o", "d.npy")
    assert read_npy("d.npy")[0] == (3, 4)


run_tests([test_decode_sizes, test_decode_shapes, test_no_reconstruction, test_skip])
