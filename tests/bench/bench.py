#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""How fast Hourglass is here: training by model and by layer, decoding, one training from start to exit.

With --torch, a folder that holds a bench_torch.py (one line of JSON with "samples_s" for --model, --threads and
--images), PyTorch does the same in turn with us, round by round: the ratio is what counts, since a machine's
pace drifts. For two threads it is taken against PyTorch's better figure. It needs --data, a folder with MNIST's
IDX files, so that both see the same images. With --write the tables replace those in BENCHMARKS.md.
"""
import argparse
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BEGIN, END = "<!-- what ./dev bench --write found: begin -->", "<!-- end -->"
# The name in bench_torch.py, and the ratios to PyTorch that one and two threads are to reach.
MODELS = {"simple": ("a", 2.5, 3.5), "sparse": ("b", 2.5, 3.5), "deep": ("c", 1.7, 2.4),
          "conv": ("d", 5.0, 5.5), "denoise": ("e", 3.0, 3.0), "seq2seq": ("f", 4.3, 8.0),
          "variational": ("g", 1.8, 2.5)}
SCALING_GOAL = 1.8
# At most so many microseconds for one code, so many milliseconds for 20 x 20.
DECODE_GOALS = {"simple": (50, 8), "deep": (50, 8), "variational": (50, 8), "conv": (None, 25)}
IMAGES = "train-images-idx3-ubyte.gz"


def parse_arguments():
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cli", default=str(ROOT / "build/hourglass-cli"), help=argparse.SUPPRESS)
    parser.add_argument("--data", default="built-in", help="what to train on; else the built-in digits")
    parser.add_argument("--torch", metavar="DIR", help="PyTorch's scripts, to be measured in turn with us")
    parser.add_argument("--models", metavar="A,B", default=",".join(MODELS), help="else all seven")
    parser.add_argument("--quick", action="store_true", help="one short round: a look, not a claim")
    parser.add_argument("--write", action="store_true", help="put the tables into BENCHMARKS.md")
    parser.add_argument("--seconds", type=float, help="train for so long at a time; else 2")
    parser.add_argument("--rounds", type=int, help="else 3")
    parser.add_argument("--file", default=str(ROOT / "BENCHMARKS.md"), help="where --write writes")
    arguments = parser.parse_args()
    arguments.models = arguments.models.split(",")
    for name in arguments.models:
        if name not in MODELS:
            parser.error("there is no model “%s”; there are %s" % (name, ", ".join(MODELS)))
    if arguments.torch and not os.path.isfile(os.path.join(arguments.torch, "bench_torch.py")):
        parser.error("--torch: there is no bench_torch.py in “%s”" % arguments.torch)
    if arguments.torch and not os.path.isfile(os.path.join(arguments.data, IMAGES)):
        parser.error("--torch needs --data DIR, a folder with %s" % IMAGES)
    rounds, seconds = (1, 0.4) if arguments.quick else (3, 2.0)
    arguments.rounds = max(arguments.rounds or rounds, 1)
    arguments.seconds = max(arguments.seconds or seconds, 0.05)
    return arguments


def read_lines(command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode != 0 or not lines:
        sys.exit("This failed: %s\n%s%s" % (" ".join(command), done.stdout[-500:], done.stderr[-500:]))
    return lines


class Bench:
    def __init__(self, arguments):
        self.arguments = arguments
        self.tables = []

    def ours(self, model, threads, *more):
        a = self.arguments
        return read_lines([a.cli, "bench", model, "--data", a.data, "--threads", str(threads),
                           "--seconds", str(a.seconds), "--json", *more])[0]

    def torch_command(self, model, threads, *more):
        a = self.arguments
        return ["/usr/bin/python3", os.path.join(a.torch, "bench_torch.py"), "--images",
                os.path.join(a.data, IMAGES), "--model", MODELS[model][0], "--threads", str(threads),
                "--best", *more]

    def torch(self, model, threads):
        window = max(self.arguments.seconds / 3, 0.3)
        return read_lines(self.torch_command(
            model, threads, "--n", "3", "--win", str(window), "--maxwin", "5", "--warm",
            "1"))[-1]["samples_s"]

    def add(self, title, head, rows):
        lines = ["### " + title, "", "| " + " | ".join(head) + " |",
                 "|---|" + "---:|" * (len(head) - 1)]
        lines += ["| " + " | ".join(row) + " |" for row in rows]
        self.tables.append("\n".join(lines))
        print("\n" + self.tables[-1], flush=True)

    def measure_round(self, model):
        """Samples a second, ours and PyTorch's, on one thread and on two."""
        rates = {}
        for threads in (1, 2):
            if self.arguments.torch:
                rates["torch", threads] = self.torch(model, threads)
            rates["ours", threads] = self.ours(model, threads)["samples_per_second"]
        return rates

    def compare(self):
        head = ["model", "1 thread, samples/s", "2 threads", "2T : 1T (≥ %.1f)" % SCALING_GOAL]
        if self.arguments.torch:
            head += ["PyTorch 1T", "2T", "ratio 1T, each round", "to beat", "ratio 2T, each round", "to beat"]
        rows = []
        for model in self.arguments.models:
            rounds = [self.measure_round(model) for _ in range(self.arguments.rounds)]
            rows.append(self.compare_row(model, rounds))
            print("  ".join(rows[-1]), file=sys.stderr, flush=True)
        self.add("Training", head, rows)

    def compare_row(self, model, rounds):
        def middle(*key):
            return statistics.median(rates[key] for rates in rounds)

        scaling = statistics.median(r["ours", 2] / r["ours", 1] for r in rounds)
        row = [model, "%.1fk" % (middle("ours", 1) / 1e3), "%.1fk" % (middle("ours", 2) / 1e3),
               judge("%.2f" % scaling, scaling >= SCALING_GOAL)]
        if not self.arguments.torch:
            return row
        row += ["%.1fk" % (middle("torch", threads) / 1e3) for threads in (1, 2)]
        for threads in (1, 2):
            ratios = [r["ours", threads] / max(r["torch", t] for t in range(1, threads + 1)) for r in rounds]
            ratio, goal = statistics.median(ratios), MODELS[model][threads]
            text = "**%.2f** (%s)" % (ratio, " ".join("%.2f" % r for r in ratios))
            row += [judge(text, ratio >= goal), "%.1f" % goal]
        return row

    def decode(self):
        rows = []
        for model in self.arguments.models:
            figures = self.ours(model, 1, "--decode")
            one, grid = figures["decode_one_seconds"] * 1e6, figures["decode_grid_seconds"] * 1e3
            most_one, most_grid = DECODE_GOALS.get(model, (None, None))
            rows.append([model, judge("%.1f" % one, most_one is None or one < most_one), str(most_one or "–"),
                         judge("%.2f" % grid, most_grid is None or grid < most_grid), str(most_grid or "–")])
        self.add("Decoding, one thread", ["model", "one code, µs", "goal", "20 × 20 codes, ms", "goal"], rows)

    def profile(self):
        a = self.arguments
        rows = []
        for model in a.models:
            parts = read_lines([a.cli, "profile", model, "--data", a.data, "--seconds", str(max(a.seconds / 2, 0.05)), "--json"])
            for part in sorted(parts, key=lambda part: -part["share"]):
                if part["share"] < 0.01:
                    continue
                name = "%d %s" % (part["layer"], part["name"]) if "layer" in part else part["name"]
                rows.append([model + ": " + name, "%.0f %%" % (100 * part["share"]),
                             number(part.get("gflops_per_second")), number(part.get("gigabytes_per_second"))])
        self.add("Where the time of training goes, one thread (from 1 %)",
                 ["part", "share", "GFLOP/s, counted dense", "GB/s"], rows)

    def start_to_exit(self):
        """An epoch of the simple model with all that belongs to it: seconds and the highest memory use."""
        def train(folder):
            return measure_process([self.arguments.cli, "train", "simple", "--data", self.arguments.data, "--epochs",
                                    "1", "--quiet", "-o", os.path.join(folder, "simple.hourglass")])

        pairs = []
        for _ in range(self.arguments.rounds):
            theirs = measure_process(self.torch_command("simple", 2, "--epochs", "1")) if self.arguments.torch else None
            with tempfile.TemporaryDirectory() as folder:
                pairs.append((train(folder), theirs))
        rows = [["Hourglass", *("%.2f" % statistics.median(p[0][0] for p in pairs),
                                "%.0f" % statistics.median(p[0][1] for p in pairs))]]
        if self.arguments.torch:
            rows.append(["PyTorch", "%.2f" % statistics.median(p[1][0] for p in pairs),
                         "%.0f" % statistics.median(p[1][1] for p in pairs)])
            times = statistics.median(p[1][0] / p[0][0] for p in pairs)
            memory = statistics.median(p[1][1] / p[0][1] for p in pairs)
            rows.append(["ratio", judge("%.1f (≥ 5)" % times, times >= 5), judge("%.1f (≥ 4)" % memory, memory >= 4)])
        self.add("One epoch of simple, 2 threads, from start to exit", ["", "seconds", "peak memory, MB"], rows)

    def describe(self):
        kernels = read_lines([self.arguments.cli, "bench", "simple", "--seconds", "0.05", "--json"])[0]["kernels"]
        data = os.path.basename(os.path.normpath(self.arguments.data))
        return "Machine: %s, %d cores; kernels: %s; commit %s; %s; data: %s; %s." % (
            cpu_name(), os.cpu_count(), kernels, commit(), time.strftime("%Y-%m-%d"), data,
            "median of %d rounds" % self.arguments.rounds if self.arguments.rounds > 1 else "one round")


def judge(text, reached):
    return text if reached else text + " short"


def number(value):
    return "–" if value is None else "%.1f" % value


def measure_process(command):
    begin = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit("This failed: " + " ".join(command))
    return time.monotonic() - begin, usage.ru_maxrss / 1024


def cpu_name():
    try:
        for line in pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def commit():
    try:
        done = subprocess.run(["git", "-C", str(ROOT), "describe", "--always", "--dirty"],
                              capture_output=True, text=True, check=False)
    except OSError:
        return "unknown"
    return done.stdout.strip() or "unknown"


def write(path, text, begin=BEGIN, title="## What was found"):
    """Puts @text in the place of what was found before, or at the end."""
    old = path.read_text(encoding="utf-8")
    section = begin + "\n" + text + "\n" + END
    if begin in old:
        head, rest = old.split(begin, 1)
        old = head + section + rest.split(END, 1)[1]
    else:
        old = old.rstrip() + "\n\n" + title + "\n\n" + section + "\n"
    path.write_text(old, encoding="utf-8")


def main():
    bench = Bench(parse_arguments())
    about = bench.describe()
    print(about, flush=True)
    bench.compare()
    bench.decode()
    bench.start_to_exit()
    bench.profile()
    if bench.arguments.write:
        write(pathlib.Path(bench.arguments.file), "\n\n".join([about, *bench.tables]))


if __name__ == "__main__":
    main()
