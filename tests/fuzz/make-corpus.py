#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the small inputs that a fuzzer begins with: good ones of each kind, and hostile ones.

usage: make-corpus.py FOLDER CLI

What a fuzzer found stays beside them, as found-*. Needs NumPy and Pillow.
"""
import gzip
import io
import os
import struct
import subprocess
import sys
import tarfile
import tempfile
import zipfile

import numpy
from PIL import Image

PIXELS = (numpy.arange(4 * 6 * 5 * 3).reshape(4, 6, 5, 3) * 7 % 256).astype("uint8")


def idx(array, kind=8):
    return struct.pack(">BBBB%dI" % array.ndim, 0, 0, kind, array.ndim, *array.shape) + array.tobytes()


def npy(array):
    file = io.BytesIO()
    numpy.save(file, array)
    return file.getvalue()


def npz(save, **arrays):
    file = io.BytesIO()
    save(file, **arrays)
    return file.getvalue()


def image(array, kind, **options):
    file = io.BytesIO()
    Image.fromarray(array).save(file, kind, **options)
    return file.getvalue()


def zipped(entries, method=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, contents in entries.items():
            archive.writestr(zipfile.ZipInfo(name), contents, method)
    return file.getvalue()


def tarred(entries):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, contents in entries.items():
            info = tarfile.TarInfo(name)
            info.size = len(contents)
            archive.addfile(info, io.BytesIO(contents))
    return file.getvalue()


def packed(contents):
    return gzip.compress(contents, mtime=0)


def idx_inputs():
    yield "images", idx(PIXELS[..., 0])
    yield "colour", idx(PIXELS)
    yield "lists", idx(PIXELS[:, 0, :, 0])
    yield "short", idx(PIXELS[..., 0].astype(">i2"), 11)
    yield "double", idx((PIXELS[..., 0] / 3).astype(">f8"), 14)
    yield "packed", packed(idx(PIXELS[..., 0]))
    yield "truncated-gzip", packed(idx(PIXELS[..., 0]))[:-20]
    yield "lying", struct.pack(">BBBB3I", 0, 0, 8, 3, 2**31, 2**31, 2**31) + b"abc"


def npy_inputs():
    yield "bytes", npy(PIXELS)
    yield "fortran", npy(numpy.asfortranarray(PIXELS[..., 0].astype("f4")))
    yield "big", npy(PIXELS[..., 0].astype(">i4"))
    yield "half", npy((PIXELS[:, 0] / 9).astype("f2"))
    yield "not-finite", npy(numpy.array([[1, numpy.nan], [numpy.inf, 2]]))
    yield "lying", npy(PIXELS).replace(b"(4, 6, 5, 3)", b"(4, 6, 9**9)")
    yield "packed", packed(npy(PIXELS[..., 0]))


def npz_inputs():
    labels = numpy.array([0, 1, 0, 1])
    yield "keras", npz(numpy.savez, x_train=PIXELS, y_train=labels, x_test=PIXELS[:1], y_test=labels[:1])
    yield "medmnist", npz(numpy.savez_compressed, train_images=PIXELS, train_labels=labels[:, None])
    yield "lone", npz(numpy.savez, a=PIXELS[..., 0])
    yield "mismatch", npz(numpy.savez, x_train=PIXELS, y_train=labels[:2])


def image_inputs():
    modes = {"L": PIXELS[0, ..., 0], "LA": PIXELS[0, ..., :2], "RGB": PIXELS[0],
             "RGBA": numpy.dstack([PIXELS[0], PIXELS[1, ..., 0]]),
             "I16": PIXELS[0, ..., 0].astype("uint16") * 257}
    for mode, array in modes.items():
        yield mode + ".png", image(array, "png")
    yield "palette.png", as_bytes(Image.fromarray(PIXELS[0]).quantize(8), "png", transparency=1)
    yield "one-bit.png", as_bytes(Image.fromarray(PIXELS[0]).convert("1"), "png")
    for kind in ("jpeg", "gif", "bmp", "tiff", "webp"):
        yield "rgb." + kind, image(PIXELS[0], kind)
    exif = Image.Exif()
    exif[0x0112] = 6
    yield "turned.jpeg", image(PIXELS[0], "jpeg", exif=exif)
    yield "progressive.jpeg", image(PIXELS[0], "jpeg", progressive=True)
    yield "packed.tiff", image(PIXELS[0], "tiff", compression="tiff_lzw")
    yield "absurd.png", absurd_png()


def as_bytes(picture, kind, **options):
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def absurd_png():
    import zlib
    head = b"IHDR" + struct.pack(">IIBBBBB", 2**31 - 1, 2**31 - 1, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))


def sheet_inputs():
    tiles = PIXELS.reshape(2, 2, 6, 5, 3).transpose(0, 2, 1, 3, 4).reshape(12, 10, 3)
    yield "colour.png", image(tiles, "png")
    yield "grey.bmp", image(tiles[..., 0], "bmp")
    yield "blank.png", image(tiles * 0, "png")


def archive_inputs():
    one, two = image(PIXELS[0], "png"), image(PIXELS[1], "png")
    entries = {"cats/a.png": one, "dogs/b.png": two, "notes.txt": b"no picture"}
    yield "classes.zip", zipped(entries)
    yield "stored.zip", zipped(entries, zipfile.ZIP_STORED)
    yield "labels.tar", tarred({"a.png": one, "b.png": two, "labels.csv": b"file,label\na.png,x\nb.png,y\n"})
    yield "outside.tar.gz", packed(tarred({"../../a.png": one, "/etc/b.png": two}))
    yield "bomb.zip", zipped({"a.png": one[:16] + bytes(1 << 22)})
    yield "truncated.zip", zipped(entries)[:200]


def csv_inputs():
    yield "header", b"label,p0,p1,p2\n1,0,128,255\n0,3,4,5\n1,1,2,3\n"
    yield "quoted", b'\xef\xbb\xbf"a";"b ""c""";d\r\n1,5;2,5;"3,5"\r\n4;5;6\r\n'
    yield "ragged", b"1,2,3\n4,5\n6,7,8,9\n10,11,12\n"
    yield "not-finite", b"a,b\n1,nan\ninf,2\n-inf,1e999\n3,4\n"
    yield "recording", b"time\tx\ty\n" + b"".join(b"%d\t%d\t%d\n" % (i, i % 5, i % 3) for i in range(40))
    yield "ucr", b"".join(b"%d  %.2f  %.2f  %.2f  %.2f\n" % (i % 2, i, i / 2, i / 3, i / 4) for i in range(12))
    yield "zero", b"1,2,3\n4,5,6\n" + b"7,\0,9\n" * 100
    yield "packed", packed(b"1,2,3\n4,5,6\n7,8,9\n")


def labels_inputs():
    yield "header", b"file,label\na.png,x\nb.png,y\n"
    yield "bare", b"b,1\na,2\n"
    yield "unknown", b"id;class\nz.png;1\na.png;\n"


def option_inputs():
    yield "images", b"size=32x24 fit=pad grey=true labels='my labels.csv'"
    yield "open", b"labels='\xff"
    yield "table", b"header=false label-column=none window=140 stride=20 series=true"
    yield "wrong", b"size=0x99999999 fit=never window=-1 x"


def layer_text_inputs():
    yield "dense", b"Dense units=32,activation=relu\nDropout rate=0.3\nAdd source=1\n"
    yield "conv", b"# a comment\n\nConv2D filters=2,kernel_size=3x3,padding=same\nFlatten\n"
    yield "wrong", b"Dense units=-1\nAdd source=9999999999\n"


def quick_entry_inputs():
    yield "dense", b"dense 64 relu"
    yield "conv", b"conv2d 16 3x3 same"
    yield "lstm", b"lstm units=32"
    yield "wrong", b"reshape 7x7x99999999999"


def json_inputs():
    yield "values", b'{"a": [1, -2.5e-3, true, null, "\\u00e9"], "b": {"c": ""}}'
    yield "twice", b'{"a": 1, "a": 2}'
    yield "deep", b"[" * 3000
    yield "surrogate", b'"\\ud800"'


def safetensors(header, values):
    return struct.pack("<Q", len(header)) + header + values


def safetensors_inputs():
    entry = b'{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"__metadata__":{"x":"y"}}'
    yield "one", safetensors(entry, bytes(8))
    yield "overlap", safetensors(
        b'{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},'
        b'"b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}}', bytes(6))
    yield "lying", struct.pack("<Q", 2**63) + b"{}"
    yield "huge", safetensors(
        b'{"a":{"dtype":"F64","shape":[4294967296,4294967296],"data_offsets":[0,8]}}', bytes(8))


def project_inputs(cli):
    with tempfile.TemporaryDirectory() as folder:
        data = os.path.join(folder, "x.npy")
        numpy.save(data, PIXELS[:, :2, 0, 0])
        new, trained = os.path.join(folder, "new.hourglass"), os.path.join(folder, "trained.hourglass")
        subprocess.run([cli, "new", "simple", "--data", data, "-o", new], check=True)
        subprocess.run([cli, "train", "simple", "--data", data, "--epochs", "2", "-o", trained], check=True)
        for path in new, trained:
            with open(path, "rb") as file:
                # The data are nowhere: their path is nobody's.
                yield os.path.basename(path), file.read()


def onnx_inputs(cli):
    """Small models with most of the operators, cut, and with numbers that lie."""
    stacks = {
        "dense": "dense 4 gelu, layernormalization, dense 4 sigmoid",
        "image": "conv2d 2 3x3 same relu, maxpooling2d, conv2dtranspose 2 3x3, flatten, dense 30 sigmoid",
        "series": "reshape 2x2, lstm 3, repeatvector 2, gru 2 return_sequences=true, dense 2 sigmoid, flatten",
    }
    with tempfile.TemporaryDirectory() as folder:
        flat, image = os.path.join(folder, "flat.npy"), os.path.join(folder, "image.npy")
        numpy.save(flat, PIXELS[:, :4, 0, 0])
        numpy.save(image, PIXELS[..., 0])
        for name, layers in stacks.items():
            new, out = os.path.join(folder, name + ".hourglass"), os.path.join(folder, name + ".onnx")
            data = image if name == "image" else flat
            subprocess.run([cli, "new", "--layers", layers, "--data", data, "-o", new], check=True)
            subprocess.run([cli, "train", new, "--epochs", "1", "--quiet"], check=True)
            subprocess.run([cli, "export", new, "-o", out], check=True)
            with open(out, "rb") as file:
                body = file.read()
            yield name, body
            yield name + "-cut", body[:len(body) * 2 // 3]
            yield name + "-huge", body.replace(b"\x08\x04", b"\x08\x7f")


def main():
    place, cli = sys.argv[1:]
    targets = {
        "idx": idx_inputs(), "npy": npy_inputs(), "npz": npz_inputs(), "image": image_inputs(),
        "image-sheet": sheet_inputs(), "image-archive": archive_inputs(), "csv": csv_inputs(),
        "labels": labels_inputs(), "options": option_inputs(), "layer-text": layer_text_inputs(),
        "quick-entry": quick_entry_inputs(), "json": json_inputs(), "npy-input": npy_inputs(),
        "safetensors": safetensors_inputs(), "project": project_inputs(cli), "onnx": onnx_inputs(cli),
    }
    for target, inputs in targets.items():
        os.makedirs(os.path.join(place, target), exist_ok=True)
        for name, contents in inputs:
            with open(os.path.join(place, target, name), "wb") as file:
                file.write(contents)


main()
