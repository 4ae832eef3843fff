#!/usr/bin/env python3
"""The README's "Add a layer in five minutes", followed word for word in a copy of the tree: its
file is written where it says, its row added to the registry, and what it promises is run.

usage: check-readme.py ROOT
"""
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

TESTS = ("test-layers", "test-golden-layers", "test-mirror")
REGISTRY = "engine/layers/meson.build"


def run(folder, *words):
    print("$", *words, flush=True)
    done = subprocess.run(words, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, errors="replace")
    if done.returncode != 0:
        print(done.stdout[-4000:])
        sys.exit("%s ended with %d" % (words[0], done.returncode))
    return done.stdout


def read(path):
    with open(path, encoding="utf-8") as source:
        return source.read()


def write(path, text):
    with open(path, "w", encoding="utf-8") as sink:
        sink.write(text)


def copy(root, tree):
    shutil.copytree(root, tree, ignore=shutil.ignore_patterns("build*", ".git"))
    for path in glob.glob(os.path.join(tree, "engine", "**", "meson.build"), recursive=True):
        write(path, read(path).replace("optimization=3", "optimization=0"))


def follow(readme, tree):
    """Writes the file and the row; returns the layer's type."""
    section = readme[readme.index("## Add a layer"):]
    path = re.search(r"`(engine/layers/[a-z0-9-]+\.c)`", section).group(1)
    source = re.search(r"```c\n(.*?)```", section, re.S).group(1)
    row = re.search(r"```meson\n(.*?)```", section, re.S).group(1)
    registry = os.path.join(tree, REGISTRY)
    write(os.path.join(tree, path), source)
    write(registry, read(registry).replace("layers = [\n  'input',\n",
                                           "layers = [\n  'input',\n" + row, 1))
    return re.search(r'\.type = "(\w+)"', source).group(1)


def find_target(build, name):
    """Where the program @name is built, or None where it is not (no GTK, no screen)."""
    found = re.search(r"^((\S*/)?%s):" % name, run(build, "ninja", "-t", "targets", "all"), re.M)
    return found and found.group(1)


def try_layer(build, layer, with_display):
    cli, window = find_target(build, "hourglass-cli"), find_target(build, "test-assembling")
    tests = [find_target(build, name) for name in TESTS]
    run(build, "ninja", cli, *tests, *filter(None, [window]))
    output = "".join(run(build, "./" + test) for test in tests)
    assert "/layers/%s/gradient" % layer in output, "its gradient is not checked"
    assert layer in run(build, "./" + cli, "layers"), "the command line does not list it"
    if window:
        run(build, with_display, "./" + window, "-p", "/assembling/registry")
    else:
        print("The window is not built here: palette and inspector are not tried.")


def main():
    root = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        tree = os.path.join(folder, "tree")
        build = os.path.join(tree, "build")
        copy(root, tree)
        layer = follow(read(os.path.join(root, "README.md")), tree)
        os.environ["G_TEST_SRCDIR"] = os.path.join(tree, "tests")
        run(tree, "meson", "setup", build, "-Dwerror=true", "-Dbuildtype=plain")
        try_layer(build, layer, os.path.join(tree, "tests", "ui", "with-display.sh"))
    print("ok")


main()
