#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs what we export and log in the programs it is for, imports what those write, and prints one table.

usage: interop.py BUILD [NAME...]    of the checks, those whose names begin with one of NAME

A check is a function in a module checks_*.py of this folder, listed in its CHECKS with a name.
It gets Tools and an empty folder, and yields (case, difference): the largest one between two
outputs, relative to values above 1, or a text where there is none to compare.
"""
import glob
import importlib
import logging
import os
import subprocess
import sys
import tempfile
import traceback
import warnings

import numpy

BOUND = 1e-5


class Tools:
    """Our programs, for the checks."""

    def __init__(self, build):
        self.build = os.path.abspath(build)
        self.cli = os.path.join(self.build, "hourglass-cli")

    def make_cases(self, folder, form):
        """Every case in a format: paths without an ending; x and y lie beside as .npy."""
        done = subprocess.run([os.path.join(self.build, "tests", "interop", "make-cases"), folder, form],
                              check=True, capture_output=True, text=True)
        for line in done.stdout.splitlines():
            if " refused: " not in line:
                yield os.path.join(folder, line.split()[0])

    def run(self, *arguments):
        """The command line; its words where it failed, else None."""
        done = subprocess.run([self.cli, *arguments], capture_output=True, text=True, check=False)
        return None if done.returncode == 0 else (done.stderr or done.stdout).strip()


def compare(a, b):
    """The largest difference, relative to values above 1."""
    a, b = numpy.asarray(a, "f8").ravel(), numpy.asarray(b, "f8").ravel()
    if a.size != b.size:
        return "%d values in place of %d" % (a.size, b.size)
    return float(numpy.max(numpy.abs(a - b) / numpy.maximum(1, numpy.abs(b)))) if a.size else 0.0


def list_checks():
    folder = os.path.dirname(os.path.abspath(__file__))
    sys.path.insert(0, folder)
    for path in sorted(glob.glob(os.path.join(folder, "checks_*.py"))):
        yield from importlib.import_module(os.path.basename(path)[:-3]).CHECKS


def run_check(check, tools):
    """(cases, largest difference, failures)"""
    n, worst, failures = 0, 0.0, []
    with tempfile.TemporaryDirectory() as folder:
        try:
            for case, difference in check(tools, folder):
                n += 1
                if isinstance(difference, str):
                    failures.append((case, difference))
                else:
                    worst = max(worst, difference)
                    if not difference <= BOUND:
                        failures.append((case, "differs by %.2g" % difference))
        except Exception:  # a client that falls over fails its row, not the table
            failures.append(("", traceback.format_exc(limit=3)))
    return n, worst, failures


def main():
    tools, wanted = Tools(sys.argv[1]), tuple(sys.argv[2:])
    failed = 0
    # What clients advise their users is not part of the table.
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    print("%-44s %6s %9s  %s" % ("", "cases", "largest", ""))
    for name, check in list_checks():
        if wanted and not name.startswith(wanted):
            continue
        n, worst, failures = run_check(check, tools)
        verdict = "ok" if not failures and n else "%d failed" % max(len(failures), 1)
        print("%-44s %6d %9.1e  %s" % (name, n, worst, verdict), flush=True)
        for case, reason in failures:
            print("    %s: %s" % (case, reason), flush=True)
        failed += bool(failures) or not n
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
