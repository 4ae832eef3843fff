#!/usr/bin/env python3
"""Writes what people bring, with NumPy and Pillow, and what a reader must make of it.

usage: make-variants.py FOLDER            all variants, and the list of them, FOLDER/variants
       make-variants.py FOLDER MNIST      FOLDER/mnist.npz from the four files of MNIST

A line of the list has the path, the import options, the numbers of samples to train on and to
validate, the shape, the number of classes, the tolerance and a file, separated by tabs; the file
has the samples as floats and then the labels, -1 where there is none. Exits with 77 without the
libraries.
"""
import gzip
import os
import sys

try:
    import numpy as np
    from PIL import Image
except ImportError:
    sys.exit(77)

from variants_csv import write_tables
from variants_images import write_images

RANDOM = np.random.RandomState(7)


class Variants:
    """The list, and the one way to add to it."""

    def __init__(self, folder):
        self.folder = folder
        self.lines = []

    def path(self, name):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return path

    def add(self, name, training, validation=None, labels=None, validation_labels=None, classes=0,
            options="", tolerance=1e-6):
        """Expects these samples; without a validation part the last tenth is held back."""
        if validation is None:
            held = max(len(training) // 10, 1)
            training, validation = training[:-held], training[-held:]
            if labels is not None:
                labels, validation_labels = labels[:-held], labels[-held:]
        none = np.full(len(training), -1), np.full(len(validation), -1)
        shape = "×".join(str(size) for size in training.shape[1:])
        values = "%d.values" % len(self.lines)
        self.lines.append("\t".join((
            name, options, str(len(training)), str(len(validation)), shape, str(classes),
            str(tolerance), values)))
        with open(self.path(values), "wb") as out:
            for samples in (training, validation):
                out.write(np.ascontiguousarray(samples, "<f4").tobytes())
            for given, missing in ((labels, none[0]), (validation_labels, none[1])):
                out.write(np.asarray(missing if given is None else given, "<i4").tobytes())

    def finish(self):
        with open(os.path.join(self.folder, "variants"), "w", encoding="utf-8") as out:
            out.write("\n".join(self.lines) + "\n")


def scale(values):
    """As data/scaling.h has it."""
    values = np.asarray(values)
    if values.dtype in (np.uint8, np.bool_):
        largest = int(values.max())
        return values / (largest if 0 < largest <= 16 else 255.)
    values = values.astype("f8")
    low, high = values.min(), values.max()
    return values if low >= 0 and high <= 1 else (values - low) / (high - low)


def make(kind, shape):
    """Values that use the whole range of a type of at most 4 bytes."""
    kind = np.dtype(kind)
    if kind == np.bool_:
        return RANDOM.rand(*shape) < .5
    if kind.kind == "f":
        return (RANDOM.randn(*shape) * 3).astype(kind)
    limits = np.iinfo(kind)
    low, high = max(limits.min, -2 ** 31), min(limits.max, 2 ** 31 - 1)
    return RANDOM.randint(low, high, shape, dtype="i8").astype(kind)


def write_arrays(variants):
    kinds = ["b1", "u1", "i1"] + [order + kind for order in "<>" for kind in
                                  ("u2", "i2", "u4", "i4", "i8", "f2", "f4", "f8")]
    for kind in kinds:
        values = make(kind, (20, 3, 4))
        name = "arrays/%s.npy" % kind.replace("<", "little-").replace(">", "big-")
        np.save(variants.path(name), values)
        variants.add(name, scale(values)[..., None])
    for kind in ("u1", "<f4", ">i2"):
        values = make(kind, (11, 5, 3, 2))
        name = "arrays/fortran-%s.npy" % kind.strip("<>")
        np.save(variants.path(name), np.asfortranarray(values))
        variants.add(name, scale(values))
    halves = RANDOM.rand(12, 6).astype("<f2")
    np.save(variants.path("arrays/halves.npy"), halves)
    variants.add("arrays/halves.npy", halves)
    values = RANDOM.rand(12, 6)
    np.save(variants.path("arrays/lists.npy"), values)
    variants.add("arrays/lists.npy", values)
    np.save(variants.path("arrays/pixels.npy"), values)
    variants.add("arrays/pixels.npy", values.reshape(12, 2, 3, 1), options="size=3x2")
    np.save(variants.path("arrays/series.npy"), values.reshape(12, 3, 2))
    variants.add("arrays/series.npy", values.reshape(12, 3, 2), options="series=true")
    np.save(variants.path("arrays/curves.npy"), values)
    variants.add("arrays/curves.npy", values[..., None], options="series=true")
    with gzip.open(variants.path("arrays/packed.npy.gz"), "wb") as out:
        np.save(out, values)
    variants.add("arrays/packed.npy.gz", values)
    with open(variants.path("arrays/version-2.npy"), "wb") as out:
        np.lib.format.write_array(out, values, version=(2, 0))
    variants.add("arrays/version-2.npy", values)


def write_named(variants):
    x, y = make("u1", (30, 4, 4)), RANDOM.randint(0, 3, 30)
    y[:3] = 0, 1, 2
    for save, word in ((np.savez, "stored"), (np.savez_compressed, "deflated")):
        name = "named/keras-%s.npz" % word
        save(variants.path(name), x_train=x[:20], y_train=y[:20].astype("u1"), x_test=x[20:],
             y_test=y[20:].astype("u1"))
        variants.add(name, scale(x[:20])[..., None], scale(x[20:])[..., None], y[:20], y[20:], 3)
    name = "named/medmnist.npz"
    np.savez_compressed(
        variants.path(name), train_images=x[:20], val_images=x[20:25], test_images=x[25:],
        train_labels=y[:20, None], val_labels=y[20:25, None], test_labels=y[25:, None])
    variants.add(name, scale(x[:20])[..., None], scale(x[20:25])[..., None], y[:20], y[20:25], 3)
    np.savez(variants.path("named/alone.npz"), x)
    variants.add("named/alone.npz", scale(x)[..., None])
    texts = np.array(["Öl", "auk", "ant"])[y]  # in the order of their bytes: ant, auk, Öl
    y[25:] = 1  # of the part to validate, which has not every class
    texts[25:] = "auk"
    for kind, given in (("U", texts), ("big", texts.astype(">U7")),
                        ("S", np.char.encode(texts, "utf-8"))):
        name = "named/text-%s.npz" % kind
        np.savez(variants.path(name), x_train=x[:25], y_train=given[:25], x_test=x[25:],
                 y_test=given[25:])
        variants.add(name, scale(x[:25])[..., None], scale(x[25:])[..., None], 2 - y[:25],
                     2 - y[25:], 3)
    signs = np.where(y == 1, 1., -1.)
    np.savez(variants.path("named/signs.npz"), X=x, y=signs)
    variants.add("named/signs.npz", scale(x)[..., None], labels=(signs > 0).astype(int), classes=2)


def read_idx(path, skip):
    with gzip.open(path) as source:
        return np.frombuffer(source.read(), "u1", offset=skip)


def write_mnist(folder, mnist):
    arrays = {}
    for part, word in (("train", "train"), ("t10k", "test")):
        images = read_idx(os.path.join(mnist, part + "-images-idx3-ubyte.gz"), 16)
        arrays["x_" + word] = images.reshape(-1, 28, 28)
        arrays["y_" + word] = read_idx(os.path.join(mnist, part + "-labels-idx1-ubyte.gz"), 8)
    np.savez(os.path.join(folder, "mnist.npz"), **arrays)


def main():
    if len(sys.argv) == 3:
        write_mnist(*sys.argv[1:])
        return
    variants = Variants(sys.argv[1])
    write_arrays(variants)
    write_named(variants)
    write_images(variants, Image, np, scale)
    write_tables(variants, np, scale)
    variants.finish()


main()
