#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Hourglass beside the newest PyTorch: the seven templates and ten other models, in turn, on one thread and on two.

PyTorch comes from the package registry into build/peers, once. Each round times it eager and compiled (with --quick
eager alone) and then Hourglass; the ratio is taken to the better one, on two threads also to one thread's.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

import bench
import peer_models

BUILD = bench.ROOT / "build/peers"
PYTHON = BUILD / "bin/python"
BEGIN = "<!-- what ./dev bench --peers --write found: begin -->"
N_SAMPLES = {3: 256, 2: 1024, 1: 1024}


def parse_arguments():
    parser = argparse.ArgumentParser(prog="./dev bench --peers", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", metavar="A,B", default=",".join(peer_models.MODELS), help="else all")
    parser.add_argument("--quick", action="store_true", help="nothing compiled, and one short round: a look, not a claim")
    parser.add_argument("--rounds", type=int, help="else 3")
    parser.add_argument("--seconds", type=float, help="train for so long at a time; else 2")
    parser.add_argument("--write", action="store_true", help="put the table into BENCHMARKS.md")
    arguments = parser.parse_args()
    arguments.models = arguments.models.split(",")
    for name in arguments.models:
        if name not in peer_models.MODELS:
            parser.error("there is no model “%s”" % name)
    arguments.rounds = arguments.rounds or (1 if arguments.quick else 3)
    arguments.seconds = arguments.seconds or (0.5 if arguments.quick else 2)
    return arguments


def provide_peers():
    if not PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", str(BUILD)], check=True)
    if subprocess.run([str(PYTHON), "-c", "import torch"], check=False, stderr=subprocess.DEVNULL).returncode != 0:
        subprocess.run([str(PYTHON), "-m", "pip", "install", "torch", "numpy"], check=True)


def make_data(shape):
    """A file of random samples, made by the environment's NumPy."""
    path = BUILD / ("x".join(str(n) for n in shape) + ".npy")
    if not path.exists():
        kind = ".random(shape, dtype='float32')" if len(shape) == 2 else ".integers(0, 256, shape, dtype='uint8')"
        script = "import numpy; shape = %r; numpy.save(%r, numpy.random.default_rng(1)%s)" % (
            (N_SAMPLES[len(shape)], *shape), str(path), kind)
        subprocess.run([str(PYTHON), "-c", script], check=True)
    return path


def make_ours(name):
    """What hourglass-cli bench is given: a template, or a project made from the layers."""
    shape, _, layers = peer_models.MODELS[name]
    if name in peer_models.TEMPLATES:
        return [name, "--data", "built-in"]
    data = "built-in" if shape in ((784,), (28, 28, 1)) else str(make_data(shape))
    path = BUILD / (name.replace(" ", "-") + ".hourglass")
    subprocess.run([str(bench.ROOT / "build/hourglass-cli"), "new", "--data", data, "--layers", ", ".join(layers),
                    "--force", "-o", str(path), *(["--series"] if len(shape) == 2 else [])],
                   check=True, stdout=subprocess.DEVNULL)
    return [str(path), "--data", data]


class Torch:
    """PyTorch in a process of its own, which is asked line by line."""

    def __init__(self):
        script = pathlib.Path(__file__).with_name("peer_torch.py")
        self.process = subprocess.Popen([str(PYTHON), str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True)

    def measure(self, name, threads, seconds, compiled):
        asked = {"model": name, "threads": threads, "seconds": seconds, "compile": compiled}
        print(json.dumps(asked), file=self.process.stdin, flush=True)
        line = self.process.stdout.readline()
        if not line:
            sys.exit("PyTorch could not train “%s”." % name)
        return json.loads(line)


def measure_round(torch, name, ours, arguments):
    rates = {}
    for threads in (1, 2):
        ways = [False] if arguments.quick else [False, True]
        lines = [torch.measure(name, threads, arguments.seconds, way) for way in ways]
        rates["torch", threads] = max(line["samples_per_second"] for line in lines)
        rates["version"] = lines[0]["torch"]
        rates["ours", threads] = bench.read_lines(
            [str(bench.ROOT / "build/hourglass-cli"), "bench", *ours, "--threads", str(threads), "--seconds",
             str(arguments.seconds), "--json"])[0]["samples_per_second"]
    return rates


def make_row(name, rounds):
    def middle(*key):
        return statistics.median(rates[key] for rates in rounds)

    row = [name]
    for threads in (1, 2):
        ratios = [r["ours", threads] / max(r["torch", t] for t in range(1, threads + 1)) for r in rounds]
        row += ["%.0f" % middle("torch", threads), "%.0f" % middle("ours", threads),
                "**%.1f**" % statistics.median(ratios)]
    return row


def main():
    arguments = parse_arguments()
    provide_peers()
    torch, all_rounds = Torch(), {}
    for name in arguments.models:
        ours = make_ours(name)
        all_rounds[name] = [measure_round(torch, name, ours, arguments) for _ in range(arguments.rounds)]
        print("  ".join(make_row(name, all_rounds[name])), file=sys.stderr, flush=True)
    version = next(iter(all_rounds.values()))[0]["version"]
    head = ["model", "PyTorch 1T, samples/s", "ours 1T", "ratio", "PyTorch 2T", "ours 2T", "ratio"]
    lines = ["Machine: %s, %d cores; commit %s; %s; PyTorch %s, %s; median of %d rounds of %g s; load average %.0f." % (
        bench.cpu_name(), os.cpu_count(), bench.commit(), time.strftime("%Y-%m-%d"), version,
        "eager" if arguments.quick else "the better of eager and compiled", arguments.rounds, arguments.seconds,
        os.getloadavg()[0]), "", "| " + " | ".join(head) + " |", "|---|" + "---:|" * (len(head) - 1)]
    lines += ["| " + " | ".join(make_row(name, rounds)) + " |" for name, rounds in all_rounds.items()]
    print("\n".join(lines))
    if arguments.write:
        bench.write(bench.ROOT / "BENCHMARKS.md", "\n".join(lines), BEGIN, "## Beside its peers")


if __name__ == "__main__":
    main()
