#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Completion and man page: both hold every command and option that --help knows, bash and zsh
read the scripts, and bash completes by them.

usage: test-cli-shell.py HOURGLASS_CLI
"""
import os
import re
import shutil
import subprocess

from cli import run, run_tests

DRIVER = """
source ./completion.bash
COMP_WORDS=(%s)
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_hourglass_cli
printf '%%s\\n' "${COMPREPLY[@]}"
"""


def list_commands():
    text = run("--help").stdout.split("commands:\n")[1].split("\n\n")[0]
    return [line.split()[0] for line in text.splitlines() if re.match(r"  \w", line)]


def list_options(command):
    text = run(command, "--help").stdout
    return {name for name in re.findall(r"^  (?:-\w, |    )--(?:\[no-\])?([\w-]+)", text, re.M)
            if name != "help"}


def complete(*words):
    done = subprocess.run(["bash", "-c", DRIVER % " ".join("'%s'" % word for word in words)],
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0 and done.stderr == "", done.stderr
    return done.stdout.split()


def write_script(shell):
    name = "completion." + shell
    with open(name, "w", encoding="utf-8") as out:
        out.write(run("completion", shell).stdout)
    return name


def test_bash():
    write_script("bash")
    commands = list_commands()
    assert len(commands) > 15 and "train" in commands
    assert set(commands) <= set(complete("hourglass-cli", ""))
    assert complete("hourglass-cli", "trai") == ["train"]
    for command in commands:
        offered = {name[2:] for name in complete("hourglass-cli", command, "--")}
        wanted = list_options(command)
        assert wanted <= offered, (command, wanted - offered)
    # Values: names of a list, files, templates.
    assert complete("hourglass-cli", "train", "simple", "--optimizer", "ada")[0] == "adam"
    assert "variational" in complete("hourglass-cli", "train", "var")
    assert "safetensors" in complete("hourglass-cli", "export", "x", "--format", "s")
    os.makedirs("a folder", exist_ok=True)
    assert " ".join(complete("hourglass-cli", "train", "simple", "--data", "a f")) == "a folder"


def test_zsh():
    name = write_script("zsh")
    text = open(name, encoding="utf-8").read()
    for command in list_commands():
        body = text.split("\n  %s)\n" % command)[1].split(";;")[0]
        for option in list_options(command):
            assert "--%s[" % option in body, (command, option)
    if shutil.which("zsh"):
        subprocess.run(["zsh", "-n", name], check=True)


def test_manual():
    page = run("manual").stdout.replace("\\-", "-")
    for command in list_commands():
        assert "\n.SS %s" % command in page, command
        for option in list_options(command):
            assert re.search(r"\\fB--(\[no-\])?%s\\fR" % option, page), (command, option)
    if shutil.which("groff"):
        with open("page.1", "w", encoding="utf-8") as out:
            out.write(run("manual").stdout)
        done = subprocess.run(["groff", "-k", "-man", "-Tutf8", "-ww", "page.1"],
                              capture_output=True, text=True, check=True)
        assert done.stderr == "", done.stderr
        assert "--learning-rate" in re.sub(r"\x1b\[[0-9;]*m|.\x08", "", done.stdout).replace("−", "-")


def test_rows():
    """What export and import know stands in help, man page and completion."""
    write_script("bash")
    texts = run("export", "--help").stdout, run("manual").stdout.replace("\\-", "-")
    formats = complete("hourglass-cli", "export", "x", "--format", "")
    assert len(formats) > 9 and "pytorch" in formats, formats
    for name in formats:
        assert re.search(r"^  %s +\w.* \(\S*\.\w+" % name, texts[0], re.M), name
        assert "\n.TP\n\\fB%s\\fR\n" % name in texts[1], name
    parts = complete("hourglass-cli", "export", "x", "--part", "")
    assert parts == ["full", "encoder", "decoder"]
    for text in texts:
        assert ", ".join(parts) in text
    for text in run("import", "--help").stdout, texts[1]:
        for name in "ONNX", "Keras", "TensorFlow.js", "Safetensors":
            assert re.search(r"^(  |\\fB)%s\b" % re.escape(name), text, re.M), name


def test_wrong_use():
    assert "bash or zsh" in run("completion", "fish", code=2).stderr


run_tests([test_bash, test_zsh, test_manual, test_rows, test_wrong_use])
