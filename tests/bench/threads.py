#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Two threads of one process beside two processes of one thread each, which share nothing, for the seven templates.

Each round runs the two processes at the same time, each on a core of its own, then the one with two threads; the median
of the rounds' ratios is printed. Goal: 0.95. Only a machine on which nothing else runs has something to say.
"""
import argparse
import os
import statistics
import subprocess
import json

import bench


def start(arguments, name, cores):
    command = [str(bench.ROOT / "build/hourglass-cli"), "bench", name, "--data", arguments.data, "--threads",
               str(len(cores)), "--seconds", str(arguments.seconds), "--json"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True,
                            preexec_fn=lambda: os.sched_setaffinity(0, cores))


def finish(processes):
    outputs = [process.communicate()[0] for process in processes]
    return sum(json.loads(output.splitlines()[0])["samples_per_second"] for output in outputs)


def main():
    parser = argparse.ArgumentParser(prog="./dev bench --threads", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", metavar="A,B", default=",".join(bench.MODELS), help="else all seven")
    parser.add_argument("--data", default="built-in", help="else the built-in digits")
    parser.add_argument("--rounds", type=int, default=5, help="else 5")
    parser.add_argument("--seconds", type=float, default=2, help="train for so long at a time; else 2")
    arguments = parser.parse_args()
    cores = sorted(os.sched_getaffinity(0))[:2]
    print("%-12s %12s %12s  ratio, each round" % ("", "2 processes", "2 threads"))
    for name in arguments.models.split(","):
        rounds = [(finish([start(arguments, name, [core]) for core in cores]), finish([start(arguments, name, cores)]))
                  for _ in range(arguments.rounds)]
        ratios = [threads / processes for processes, threads in rounds]
        middle = statistics.median(ratios)
        print("%-12s %12.0f %12.0f  %.2f%s (%s)" % (
            name, *(statistics.median(column) for column in zip(*rounds)), middle, "" if middle >= 0.95 else " short",
            " ".join("%.2f" % ratio for ratio in ratios)), flush=True)


if __name__ == "__main__":
    main()
