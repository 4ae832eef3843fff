#!/usr/bin/env python3
"""Loads every model that make-cases wrote as .keras or .h5 in Keras, and compares.

usage: check-keras.py FOLDER    a line each; exit status 1 when one fails
"""
import glob
import os
import sys

os.environ.setdefault("KERAS_BACKEND", "jax")
import keras  # noqa: E402
import numpy as np  # noqa: E402

TOLERANCE = 1e-5


def difference(model, x, y):
    out = model.predict(x, verbose=0)
    out = out[0] if isinstance(out, (list, tuple)) else out
    out = np.asarray(out)
    if out.shape != y.shape:
        raise ValueError(f"shape {out.shape}, not {y.shape}")
    return float(np.max(np.abs(out - y) / np.maximum(1, np.abs(y))))


def check(path, base):
    model = keras.saving.load_model(path, compile=False)
    d = difference(model, np.load(base + ".x.npy"), np.load(base + ".y.npy"))
    return ("ok     " if d <= TOLERANCE else "differs") + f" {d:.1e}"


def main():
    failed = 0
    for x in sorted(glob.glob(os.path.join(sys.argv[1], "*.x.npy"))):
        base = x[: -len(".x.npy")]
        for ending in (".keras", ".h5"):
            if not os.path.exists(base + ending):
                continue
            try:
                verdict = check(base + ending, base)
            except Exception as error:
                verdict = "fails   " + " ".join(str(error).split())[:300]
            failed += not verdict.startswith("ok")
            print(f"{ending[1:]:5} {os.path.basename(base)}  {verdict}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
