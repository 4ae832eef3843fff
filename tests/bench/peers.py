#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Hourglass beside the newest PyTorch, JAX and Keras: the seven templates and ten other models, in turn, on one thread
and on two.

The peers come from the package registry into build/peers, once. Each round times PyTorch eager and compiled (which needs
g++), a jitted step of JAX and Keras' own loop on JAX, and then Hourglass; --quick leaves out torch.compile and Keras' loop.
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
    parser.add_argument("--quick", action="store_true", help="two of the four ways, and one short round: a look, not a claim")
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
    if subprocess.run([str(PYTHON), "-c", "import torch, jax, keras"], check=False,
                      stderr=subprocess.DEVNULL).returncode != 0:
        subprocess.run([str(PYTHON), "-m", "pip", "install", "torch", "jax", "keras", "numpy"], check=True)


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


class Peer:
    """A script in a process of its own on so many cores, which is asked line by line; None is the answer to what it
    cannot do."""

    def __init__(self, script, threads):
        self.command = [str(PYTHON), str(pathlib.Path(__file__).with_name(script))]
        self.threads = threads
        self.process = None

    def start(self):
        cores = sorted(os.sched_getaffinity(0))[:self.threads]
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        preexec_fn=lambda: os.sched_setaffinity(0, cores))

    def measure(self, name, seconds, way):
        if self.process is None or self.process.poll() is not None:
            self.start()
        print(json.dumps({"model": name, "seconds": seconds, "way": way}), file=self.process.stdin, flush=True)
        line = self.process.stdout.readline()
        if not line:
            self.process.wait()
        return json.loads(line) if line else None


# Script, way, what the table calls it, and whether --quick has it.
WAYS = (("peer_torch.py", "eager", "PyTorch", True), ("peer_torch.py", "compiled", "torch.compile", False),
        ("peer_keras.py", "jit", "JAX jit", True), ("peer_keras.py", "fit", "Keras on JAX", False))


def measure_round(peers, name, ours, arguments, versions):
    """Samples a second by (way, threads); what could not be measured is left out."""
    rates = {}
    for threads in (1, 2):
        for script, way, title, quick in WAYS:
            answer = peers[script, threads].measure(name, arguments.seconds, way) if quick or not arguments.quick else None
            if answer is not None:
                rates[title, threads] = answer["samples_per_second"]
                versions.add(answer["version"])
        rates["ours", threads] = bench.read_lines(
            [str(bench.ROOT / "build/hourglass-cli"), "bench", *ours, "--threads", str(threads), "--seconds",
             str(arguments.seconds), "--json"])[0]["samples_per_second"]
    return rates


def make_row(name, rounds):
    """The ratio is taken to the fastest peer, on two threads also to what one thread reaches."""
    row = [name]
    for threads in (1, 2):
        middle = {way: statistics.median(r[way, t] for r in rounds if (way, t) in r)
                  for way, t in rounds[0] if t == threads}
        ours = middle.pop("ours")
        ratios = [r["ours", threads] / max(rate for (way, t), rate in r.items() if way != "ours" and t <= threads)
                  for r in rounds]
        row += ["%s %.0f" % item for item in sorted(middle.items(), key=lambda item: -item[1])[:1]]
        row += ["%.0f" % ours, "**%.1f**" % statistics.median(ratios)]
    return row


def main():
    arguments = parse_arguments()
    provide_peers()
    peers = {(script, threads): Peer(script, threads) for script, *_ in WAYS for threads in (1, 2)}
    all_rounds, versions = {}, set()
    for name in arguments.models:
        ours = make_ours(name)
        all_rounds[name] = [measure_round(peers, name, ours, arguments, versions) for _ in range(arguments.rounds)]
        print("  ".join(make_row(name, all_rounds[name])), file=sys.stderr, flush=True)
    head = ["model", "fastest peer 1T, samples/s", "ours 1T", "ratio", "fastest peer 2T", "ours 2T", "ratio"]
    lines = ["Machine: %s, %d cores; commit %s; %s; %s; the fastest of %s; median of %d rounds of %g s; load average "
             "%.0f." % (
                 bench.cpu_name(), os.cpu_count(), bench.commit(), time.strftime("%Y-%m-%d"), "; ".join(sorted(versions)),
                 ", ".join(title for _, _, title, quick in WAYS if quick or not arguments.quick), arguments.rounds,
                 arguments.seconds, os.getloadavg()[0]), "", "| " + " | ".join(head) + " |",
             "|---|" + "---:|" * (len(head) - 1)]
    lines += ["| " + " | ".join(make_row(name, rounds)) + " |" for name, rounds in all_rounds.items()]
    print("\n".join(lines))
    if arguments.write:
        bench.write(bench.ROOT / "BENCHMARKS.md", "\n".join(lines), BEGIN, "## Beside its peers")


if __name__ == "__main__":
    main()
