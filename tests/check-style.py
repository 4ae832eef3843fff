#!/usr/bin/env python3
"""Rules of the house that can be counted: heads, lengths, words.

usage: check-style.py [ROOT]
"""
import os
import re
import subprocess
import sys

MAX_FILE = 800
MAX_FUNCTION = 100
HEAD = "SPDX-License-Identifier: MIT"
WORDS = re.compile(r"\b(TODO|FIXME|XXX|HACK|stub(bed)?|not (yet )?implemented|for now|dummy)\b", re.I)
PLACES = re.compile(r"(/wor" + r"k/|/tm" + r"p/[a-z]|/hom" + r"e/[a-z])")
# Frees its first element alone.
FREED_ARRAY = re.compile(r"\bg_auto(free|ptr \(\w+\))[^;=]*\w\[[^\]]*\] *[=;]")
# A function's body in this style begins and ends in the first column.
BODY = re.compile(r"^\{$.*?^\}", re.M | re.S)


def tracked(root):
    out = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=root,
                         capture_output=True, text=True, check=True).stdout
    return [path for path in out.splitlines() if os.path.isfile(os.path.join(root, path))]


def check_source(path, text):
    lines = text.count("\n")
    if HEAD not in text[:200]:
        yield "%s: has no line with %s" % (path, HEAD)
    if lines > MAX_FILE:
        yield "%s: %d lines; split it by role" % (path, lines)
    for body in BODY.finditer(text):
        length = body.group().count("\n")
        if length > MAX_FUNCTION and "= {" not in text[max(0, body.start() - 80):body.start()]:
            yield "%s:%d: a function of %d lines" % (
                path, text.count("\n", 0, body.start()) + 1, length)
    for number, line in enumerate(text.split("\n"), 1):
        if line != line.rstrip():
            yield "%s:%d: ends in white space" % (path, number)
        if "\t" in line:
            yield "%s:%d: has a tab" % (path, number)
        if FREED_ARRAY.search(line):
            yield "%s:%d: of an array g_auto... frees the first alone" % (path, number)


def check(root):
    for path in tracked(root):
        if path.startswith("tests/fuzz/corpus/"):
            continue
        if path.endswith((".png", ".gz", ".safetensors", ".npy", ".hourglass", ".bin")):
            continue
        with open(os.path.join(root, path), encoding="utf-8", errors="replace") as source:
            text = source.read()
        if path.endswith((".c", ".h")):
            yield from check_source(path, text)
        if path == "tests/check-style.py":
            continue
        for number, line in enumerate(text.split("\n"), 1):
            if WORDS.search(line) and not path.endswith(".po"):
                yield "%s:%d: promises instead of doing: %s" % (path, number, line.strip()[:60])
            if PLACES.search(line):
                yield "%s:%d: names a place on somebody's machine" % (path, number)


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else os.path.join(
        os.path.dirname(os.path.abspath(__file__)), "..")
    found = list(check(root))
    print("\n".join(found), end="\n" if found else "")
    return bool(found)


sys.exit(main())
