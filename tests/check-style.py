#!/usr/bin/env python3
"""Rules of the house that can be counted: heads, lengths, words, prefixes.

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

WIDGET = re.compile(r"^G_DEFINE_\w*TYPE\w* \(\w+,\s*hg_(\w+)", re.M)
LOCAL_TYPE = re.compile(r"^(?:\}|typedef struct _\w+) (\w+);", re.M)
LOCAL_FUNCTION = re.compile(r"^static [^\n;=]*\n(\w+) \(", re.M)


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


def check_prefixes(path, text):
    """Functions of a widget's file carry its type's name, or that of a type of the file."""
    widget = WIDGET.search(text)
    if not widget:
        return
    types = [re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower() for name in LOCAL_TYPE.findall(text)]
    prefixes = tuple(name + "_" for name in [widget.group(1), "hg_" + widget.group(1), *types])
    for name in LOCAL_FUNCTION.findall(text):
        if not name.startswith(prefixes):
            yield "%s: %s has no prefix %s" % (path, name, prefixes[0])


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
        if path.startswith("ui/") and path.endswith(".c"):
            yield from check_prefixes(path, text)
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
