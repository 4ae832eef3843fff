# SPDX-License-Identifier: MIT
"""What the tests of hourglass-cli share: small data, running the program, reading its files.

The samples are small IDX files made here, so that a training takes a moment.
"""
import json
import os
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import zlib

# Whoever runs the tests may have these ignored, which programs inherit.
for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
    signal.signal(number, signal.SIG_DFL)

BINARY = os.path.abspath(sys.argv[1])
# Seconds after which what hangs is ended, more where programs run slower.
PATIENCE = 120 * int(os.environ.get("HOURGLASS_TEST_SLOWNESS", "1"))
SIDE = 8
N_TRAINING, N_VALIDATION = 600, 100


def write_idx(path, n, seed):
    """Bumps on a dark ground, drawn by a small generator."""
    state, pixels = seed, bytearray()
    for _ in range(n):
        state = (state * 1664525 + 1013904223) & 0xffffffff
        x, y = (state >> 16) % SIDE, (state >> 24) % SIDE
        pixels += bytes(max(255 - 60 * (abs(i % SIDE - x) + abs(i // SIDE - y)), 0)
                        for i in range(SIDE * SIDE))
    with open(path, "wb") as file:
        file.write(struct.pack(">IIII", 0x803, n, SIDE, SIDE) + pixels)


def make_data(folder):
    os.mkdir(folder)
    write_idx(os.path.join(folder, "train-images-idx3-ubyte"), N_TRAINING, 1)
    write_idx(os.path.join(folder, "t10k-images-idx3-ubyte"), N_VALIDATION, 2)


# Real data, which is not on every machine.
REAL_DATA = os.environ.get("HOURGLASS_DATA", os.path.join(
    os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "..", "shared", "data"))


def run(*words, code=0, **options):
    done = subprocess.run([BINARY, *words], capture_output=True, text=True, timeout=PATIENCE,
                          **options)
    assert done.returncode == code, "%s exited with %d: %s%s" % (
        " ".join(words), done.returncode, done.stdout, done.stderr)
    return done


def lines_of(done):
    return [json.loads(line) for line in done.stdout.splitlines()]


def read_npy(path):
    """Shape and values of a little-endian float32 array."""
    with open(path, "rb") as file:
        data = file.read()
    assert data[:6] == b"\x93NUMPY"
    length = struct.unpack("<H", data[8:10])[0]
    header = data[10:10 + length].decode()
    assert "'<f4'" in header and "False" in header, header
    shape = tuple(int(word) for word in
                  re.search(r"'shape': \(([^)]*)\)", header).group(1).split(",") if word.strip())
    body = data[10 + length:]
    return shape, struct.unpack("<%df" % (len(body) // 4), body)


def read_safetensors(path):
    """Everything but the metadata and the clock's times, as bytes by name."""
    with open(path, "rb") as file:
        length = struct.unpack("<Q", file.read(8))[0]
        header = json.loads(file.read(length))
        body = file.read()
    metadata = header.pop("__metadata__")
    return metadata, {name: body[slice(*entry["data_offsets"])] for name, entry in header.items()
                      if name != "history/seconds"}


def same_run(a, b):
    (meta_a, tensors_a), (meta_b, tensors_b) = read_safetensors(a), read_safetensors(b)
    assert tensors_a.keys() == tensors_b.keys()
    for name, values in tensors_a.items():
        assert "second" in name or values == tensors_b[name], name
    assert meta_a["model"] == meta_b["model"]


def read_png_text(path):
    """The recipe of a PNG, from its iTXt chunk."""
    with open(path, "rb") as file:
        data = file.read()
    place = 8
    while place < len(data):
        length, kind = struct.unpack(">I4s", data[place:place + 8])
        contents = data[place + 8:place + 8 + length]
        if kind == b"iTXt" and contents.startswith(b"Recipe\0\0\0\0\0"):
            return contents[11:].decode()
        place += 12 + length
    raise AssertionError("%s carries no recipe" % path)


def check_png(path):
    with open(path, "rb") as file:
        return check_png_bytes(file.read())


def check_png_bytes(data):
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", data[16:24])
    place, pixels = 8, b""
    while place < len(data):
        length, kind = struct.unpack(">I4s", data[place:place + 8])
        if kind == b"IDAT":
            pixels += data[place + 8:place + 8 + length]
        place += 12 + length
    assert len(set(zlib.decompress(pixels))) > 10, "a picture of nothing"
    return width, height


def write_project(path, layers, code=0, **recipe):
    """An untrained project; layers as (type, options), with ids from 1; code is an id."""
    model = {"layers": [{"id": number, "type": kind, "options": options}
                        for number, (kind, options) in enumerate(layers, 1)], "code": code}
    metadata = {"format": "hourglass", "format_version": "1", "model": json.dumps(model),
                "recipe": json.dumps(recipe)}
    header = json.dumps({"__metadata__": metadata}).encode()
    header += b" " * (-len(header) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(header)) + header)


def run_tests(tests):
    """Runs all, or those named on the command line, each in a folder of its own; prints TAP."""
    chosen = [test for test in tests if not sys.argv[2:] or test.__name__[5:] in sys.argv[2:]]
    failed = 0
    print("1..%d" % len(chosen))
    for number, test in enumerate(chosen, 1):
        folder = tempfile.mkdtemp(prefix="hourglass-cli-")
        os.chdir(folder)
        make_data("data")
        try:
            note = test()
            print("ok %d %s%s" % (number, test.__name__[5:], " # SKIP " + note if note else ""))
        except (AssertionError, subprocess.SubprocessError, KeyError, ValueError) as error:
            failed += 1
            print("not ok %d %s" % (number, test.__name__[5:]))
            print("# " + str(error).replace("\n", "\n# "))
        finally:
            os.chdir("/")
            shutil.rmtree(folder)
        sys.stdout.flush()
    sys.exit(failed > 0)
