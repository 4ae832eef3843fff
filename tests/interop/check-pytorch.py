#!/usr/bin/env python3
"""Runs every script that make-cases wrote for PyTorch, and compares.

usage: check-pytorch.py FOLDER    a line each; exit status 1 when one fails
"""
import glob
import importlib.util
import os
import sys

import numpy as np
import torch

TOLERANCE = 1e-5


def load_script(path):
    spec = importlib.util.spec_from_file_location("script", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def check(path, base):
    script = load_script(path)
    model, _ = script.load()
    y = np.load(base + ".y.npy")
    with torch.no_grad():
        out = model(torch.from_numpy(np.load(base + ".x.npy")))
    out = (out[0] if isinstance(out, tuple) else out).numpy()
    if out.shape != y.shape:
        raise ValueError(f"shape {out.shape}, not {y.shape}")
    d = float(np.max(np.abs(out - y) / np.maximum(1, np.abs(y))))
    if not script.self_check():
        raise ValueError("its own check fails")
    return ("ok     " if d <= TOLERANCE else "differs") + f" {d:.1e}"


def main():
    failed = 0
    for path in sorted(glob.glob(os.path.join(sys.argv[1], "*_torch.py"))):
        base = path[: -len("_torch.py")]
        try:
            verdict = check(path, base)
        except Exception as error:
            verdict = "fails   " + " ".join(str(error).split())[:300]
        failed += not verdict.startswith("ok")
        print(f"torch {os.path.basename(base)}  {verdict}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
