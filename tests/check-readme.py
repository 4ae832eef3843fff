#!/usr/bin/env python3
"""The README's "Add a layer in five minutes" and the loss and the optimizer of CONTRIBUTING, followed
word for word in a copy of the tree: each file is written where the text says, its row added to the
registry, and what is promised is run. The build folder is copied too, without its programs: what
does not depend on the new files is not compiled again.

usage: check-readme.py ROOT BUILD
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

TESTS = ("test-layers", "test-golden-layers", "test-mirror", "test-losses", "test-optimizers")
EXPORTS = ("tfjs", "onnx", "pytorch")
# The text, its section, and the folder of the registry.
EXAMPLES = (
    ("README.md", "## Add a layer", "layers"),
    ("CONTRIBUTING.md", "## A loss\n", "losses"),
    ("CONTRIBUTING.md", "## An optimizer\n", "optimizers"),
)


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


def skip_outputs(folder, names):
    """What is linked or written by tests: ninja makes again what is needed of it."""
    written = ("meson-logs", "cache", "state", "interop-venv")
    return [name for name in names
            if name in written or is_program(os.path.join(folder, name))]


def is_program(path):
    return os.path.isfile(path) and os.access(path, os.X_OK)


def copy(root, build, tree):
    """Returns the build folder of the copy: objects are as new as where they come from."""
    place = os.path.relpath(build, root)
    if place.startswith(".."):
        place = "build"
    shutil.copytree(root, tree, ignore=shutil.ignore_patterns("build*", ".git"))
    shutil.copytree(build, os.path.join(tree, place), ignore=skip_outputs)
    return os.path.join(tree, place)


def follow(tree, text, heading, folder):
    """Writes the file and the row; returns the name of what it defines."""
    section = read(os.path.join(tree, text)).split(heading, 1)[1]
    path = re.search(r"`(engine/%s/[a-z0-9-]+\.c)`" % folder, section).group(1)
    source = re.search(r"```c\n(.*?)```", section, re.S).group(1)
    row = re.search(r"```meson\n(.*?)```", section, re.S).group(1)
    registry = os.path.join(tree, "engine", folder, "meson.build")
    rows = read(registry)
    assert "\n]\n" in rows, "%s has no list of rows" % registry
    write(os.path.join(tree, path), source)
    write(registry, rows.replace("\n]\n", "\n%s]\n" % row, 1))
    return re.search(r'\.(?:type|name) = "(\w+)",\n  \.title', source).group(1)


def find_target(build, name):
    """Where the program @name is built, or None where it is not (no GTK, no screen)."""
    found = re.search(r"^((\S*/)?%s):" % name, run(build, "ninja", "-t", "targets", "all"), re.M)
    return found and found.group(1)


def try_examples(build, names, with_display):
    layer, loss, optimizer = names
    cli, window = find_target(build, "hourglass-cli"), find_target(build, "test-assembling")
    tests = [find_target(build, name) for name in TESTS]
    formats = find_target(build, "test-formats")
    run(build, "ninja", cli, formats, *tests, *filter(None, [window]))
    output = "".join(run(build, "./" + test) for test in tests)
    assert "/layers/%s/gradient" % layer in output, "its gradient is not checked"
    assert "/losses/%s/gradient" % loss in output, "the loss's gradient is not checked"
    assert "/optimizers/%s/described" % optimizer in output, "the optimizer is not checked"
    for name in EXPORTS:  # each refuses the layer and names it
        run(build, "./" + formats, "-p", "/export/%s/cases" % name)
    assert layer in run(build, "./" + cli, "layers"), "the command line does not list it"
    assert optimizer in run(build, "./" + cli, "train", "--help"), "the help does not name it"
    run(build, "./" + cli, "train", "simple", "--data", "built-in", "--epochs", "1", "--loss", loss,
        "--optimizer", optimizer, "-o", "tried.hourglass")
    assert optimizer in run(build, "./" + cli, "info", "tried.hourglass"), "it was not trained with"
    if window:
        run(build, with_display, "./" + window, "-p", "/assembling/registry")
    else:
        print("The window is not built here: palette and inspector are not tried.")


def main():
    root, build = map(os.path.abspath, sys.argv[1:])
    with tempfile.TemporaryDirectory() as folder:
        tree = os.path.join(folder, "tree")
        build = copy(root, build, tree)
        names = [follow(tree, *example) for example in EXAMPLES]
        os.environ["G_TEST_SRCDIR"] = os.path.join(tree, "tests")
        run(tree, "meson", "setup", "--reconfigure", build, tree)
        try_examples(build, names, os.path.join(tree, "tests", "ui", "with-display.sh"))
    print("ok")


main()
