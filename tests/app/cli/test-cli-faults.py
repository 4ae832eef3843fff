#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A disk that is full, breaks or cannot be written at any moment: each call that writes fails
once, by tests/faults/. The old file is intact then, one message names the file and the reason,
nothing is left beside it, and what succeeds in spite of it is complete.

usage: test-cli-faults.py BINARY [TEST...]    prints TAP
"""
import errno
import operator
import os
import re
import shutil
import signal
import subprocess
import sys
import time

sys.dont_write_bytecode = True
from cli import BINARY, PATIENCE, lines_of, run, run_tests, same_run

LIBRARY = os.environ["HOURGLASS_FAULTS"]
REASONS = [errno.ENOSPC, errno.EIO, errno.EROFS]
FOUND = "found"


def contents(folder="out"):
    """Of all files, hidden ones, too. The names of logs for TensorBoard tell the time."""
    found = {}
    for here, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(here, name)
            with open(path, "rb") as file:
                found[re.sub("tfevents.*", "tfevents", path)] = file.read()
    return found


def fill(old):
    """Makes the folder anew."""
    shutil.rmtree("out", ignore_errors=True)
    os.mkdir("out")
    for path, data in old.items():
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data)


def fail(words, at, n):
    """Runs with @n faults from the @at-th on; what came of it, and the reason, or None where
    there was no such call."""
    number = REASONS[at % len(REASONS)]
    if os.path.exists(FOUND):
        os.remove(FOUND)
    environment = dict(os.environ, LD_PRELOAD=LIBRARY, FAULTS_FOLDER=os.path.realpath("out"),
                       FAULTS_NUMBER=str(number), FAULTS_AT=str(at), FAULTS_N=str(n),
                       FAULTS_FOUND=os.path.abspath(FOUND), ASAN_OPTIONS="verify_asan_link_order=0",
                       XDG_STATE_HOME=os.path.abspath("state"))
    done = subprocess.run([BINARY, *words], capture_output=True, text=True, timeout=PATIENCE,
                          env=environment)
    return done, os.strerror(number) if os.path.exists(FOUND) else None


def check_message(done, reason, moment):
    lines = [line for line in done.stderr.splitlines() if line.startswith("hourglass-cli: ")]
    assert done.returncode == 1 and len(lines) == 1, (moment, done.returncode, done.stderr)
    assert reason in lines[0] and "out/" in lines[0], (moment, done.stderr)


def check_failure(done, reason, old, moment):
    check_message(done, reason, moment)
    now = contents()
    assert now.keys() == old.keys(), (moment, "left: %s" % sorted(now.keys() ^ old.keys()))
    assert now == old, (moment, "changed: %s" % [path for path in now if now[path] != old[path]])


def same_length(a, b):
    """Of what tells when it was made."""
    return len(a) == len(b)


def same_project(a, b):
    """But for the clock."""
    for path, data in (("one.hourglass", a), ("other.hourglass", b)):
        with open(path, "wb") as file:
            file.write(data)
    same_run("one.hourglass", "other.hourglass")
    return True


def check_pair(done, reason, old, moment):
    """Two files cannot be put in place at one moment: the second is named where it was not."""
    if "replaced" not in done.stderr or contents() == old:
        check_failure(done, reason, old, moment)
    now = contents()
    assert now.keys() == old.keys(), (moment, sorted(now.keys() ^ old.keys()))
    for path in now:
        assert now[path] == old[path] or path not in done.stderr, (moment, path, done.stderr)


def walk(*words, old=None, same=operator.eq, check=check_failure, stride=1):
    """Fails at every call in turn, alone and with all that follow, over @old files; with @stride,
    after the first ones at every so many."""
    old = old or {}
    fill(old)
    run(*words)
    good = contents()
    for n in (1, 0):
        at, reason = 0, True
        while reason is not None:
            at += stride if at >= 8 else 1
            fill(old)
            done, reason = fail(words, at, n)
            moment = "%s: call %d of %d" % (" ".join(words), at, n)
            if done.returncode == 0:
                now = contents()
                assert now.keys() == good.keys(), (moment, sorted(now.keys() ^ good.keys()))
                assert all(same(now[path], good[path]) for path in good), moment
            else:
                check(done, reason, old, moment)
        assert at > 2, "%s: nothing was written" % " ".join(words)
    return good


def make_model():
    run("train", "simple", "--data", "data", "--epochs", "1", "--quiet", "-o", "m.hourglass")


def test_new():
    old = {"out/a.hourglass": b"the old one"}
    walk("new", "simple", "--data", "data", "-o", "out/a.hourglass")
    walk("new", "simple", "--data", "data", "-o", "out/a.hourglass", "--force", old=old)


def test_files():
    """What is computed from a model; two ways to each of its files."""
    make_model()
    old = b"the old one"
    for words in (["encode", "m.hourglass", "--data", "data", "-o", "out/c.npy"],
                  ["encode", "m.hourglass", "--data", "data", "-o", "out/c.csv"],
                  ["reconstruct", "m.hourglass", "--data", "data", "-o", "out/r.png"],
                  ["reconstruct", "m.hourglass", "--data", "data", "-o", "out/r.npy"],
                  ["plot", "loss", "m.hourglass", "-o", "out/l.png"],
                  ["plot", "loss", "m.hourglass", "-o", "out/l.svg"],
                  ["plot", "interpolation", "m.hourglass", "--data", "data", "-o", "out/i.png"],
                  ["plot", "interpolation", "m.hourglass", "--data", "data", "-o", "out/i.apng"],
                  ["info", "data", "--skipped", "out/s.csv"]):
        walk(*words, old={words[-1]: old})
    walk("plot", "model", "m.hourglass", "-o", "out/l.pdf", old={"out/l.pdf": old},
         same=same_length)
    walk("replay", "m.hourglass", "1", "--data", "data", "--force", "-o", "out/p.hourglass",
         old={"out/p.hourglass": old}, same=same_project)


def test_exports():
    """Every format; those of two files, too."""
    make_model()
    for ending in (".onnx", ".keras", ".h5", ".json", ".safetensors", ".c", "_keras.py", "_torch.py",
                   ".svg", ".csv"):
        words = ["export", "m.hourglass", "--data", "data", "-o", "out/model" + ending]
        fill({})
        done = subprocess.run([BINARY, *words], capture_output=True, text=True, timeout=PATIENCE,
                              check=False)
        if "HDF5" in done.stderr:
            continue
        walk(*words, old={path: b"the old one" for path in contents()},
             same=same_length if ending in (".keras", ".h5") else operator.eq,
             check=check_pair if len(contents()) > 1 else check_failure)


def test_check():
    """What only the check of an export needs: the file is there, and it is said why it was not
    checked."""
    make_model()
    fill({})
    os.environ["TMPDIR"] = os.path.realpath("out")
    # Three files, then the compiler's own.
    for at in range(1, 11):
        done, reason = fail(["export", "m.hourglass", "--data", "data", "-o", "m.c"], at, 0)
        assert reason is not None, at
        assert done.returncode == 0 and "hecked" in done.stdout, (at, done.stdout, done.stderr)
        assert not contents(), (at, contents().keys())
    del os.environ["TMPDIR"]


def test_import():
    make_model()
    run("export", "m.hourglass", "-o", "m.onnx")
    walk("import", "m.onnx", "-o", "out/i.hourglass")


def check_training(n_runs, path):
    """Said before it begins; or trained to its end, and saved in the state folder instead. What
    was saved on the way is whole."""
    def check(done, reason, old, moment):
        instead = re.search(r"Saved “([^”]*)” instead", done.stderr)
        if instead is None:
            check_failure(done, reason, old, moment)
            assert "finished" not in done.stderr and "Epoch" not in done.stderr, (moment, done.stderr)
            return
        check_message(done, reason, moment)
        now = contents()
        assert now.keys() <= {path}, (moment, now.keys())
        if now != old:
            run("info", path)
        runs = lines_of(run("info", instead.group(1), "--json"))[0]["runs"]
        assert len(runs) == n_runs and runs[-1]["outcome"] == "finished", (moment, runs)
    return check


def test_sweep():
    path = "out/s.hourglass"
    walk("sweep", "simple", "--data", "data", "--seeds", "2", "--epochs", "1", "-o", path,
         same=same_project, check=check_training(2, path), stride=3)


def test_train():
    path = "out/a.hourglass"
    walk("train", "simple", "--data", "data", "--epochs", "2", "--checkpoint-every", "0.01",
         "--seed", "3", "--force", "-o", path, old={path: b"the old one"}, same=same_project,
         check=check_training(1, path), stride=3)


def test_resume():
    make_model()
    path = "out/m.hourglass"
    with open("m.hourglass", "rb") as file:
        old = {path: file.read()}
    walk("train", path, "--data", "data", "--epochs", "1", old=old, same=same_project,
         check=check_training(1, path), stride=3)


def check_log(done, reason, old, moment):
    """It is trained and saved; the log has its first rows, or is the old one."""
    check_message(done, reason, moment)
    now = contents()
    assert now.keys() == old.keys(), (moment, now.keys())
    if "to its end" not in done.stderr:
        assert now == old, moment
        return
    assert "epoch," in now["out/l.csv"].decode(), moment
    assert lines_of(run("info", "a.hourglass", "--json"))[0]["run"]["epochs"] == 2, moment


def test_log():
    walk("train", "simple", "--data", "data", "--epochs", "2", "-o", "a.hourglass", "--force",
         "--log", "out/l.csv", old={"out/l.csv": b"the old one"}, check=check_log,
         same=lambda a, b: a.count(b"\n") == b.count(b"\n") == 3)


def check_events(done, reason, old, moment):
    check_message(done, reason, moment)
    if contents():
        assert lines_of(run("info", "a.hourglass", "--json"))[0]["run"]["epochs"] == 2, moment


def same_log(a, b):
    """Pictures come by the clock; the end of the run comes last."""
    return a == b or all(b"brain.Event:2" in data and b"session_end_info" in data for data in (a, b))


def test_tensorboard():
    walk("train", "simple", "--data", "data", "--epochs", "2", "-o", "a.hourglass", "--force",
         "--tensorboard", "out/log", check=check_events, same=same_log)


def check_sweep_events(done, reason, old, moment):
    check_message(done, reason, moment)
    runs = lines_of(run("info", "a.hourglass", "--json"))[0]["runs"]
    assert len(runs) == 2, (moment, runs)


def test_sweep_tensorboard():
    walk("sweep", "simple", "--data", "data", "--epochs", "1", "--seeds", "2", "-o", "a.hourglass",
         "--force", "--tensorboard", "out/log", check=check_sweep_events, same=same_log)


LONG = ["simple", "--data", "data", "--epochs", "100000", "--checkpoint-every", "0.05", "-o"]
MANY = ["simple", "--data", "data", "--epochs", "1", "--seeds", "10000", "-o"]


def start(*words):
    return subprocess.Popen([BINARY, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            text=True, env=dict(os.environ, XDG_STATE_HOME=os.path.abspath("state")))


def wait_for(condition, process):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.01)


def check_goes_on(process, reason):
    """It is said once that it trains on; and at the end, where it is saved instead."""
    line = ""
    while "Training continues." not in line:
        line = process.stderr.readline()
        assert line != "", "it ended"
    assert reason in line, line
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=PATIENCE)
    found = re.search(r"Saved “([^”]*)” instead", err)
    assert found and reason in err, err
    return lines_of(run("info", found.group(1), "--json"))[0]


def test_gone():
    """The folder goes while it trains."""
    for words in (["train", *LONG, "out/a.hourglass"], ["sweep", *MANY, "out/a.hourglass"]):
        fill({})
        process = start(*words)
        wait_for(lambda: os.path.exists("out/a.hourglass"), process)
        os.rename("out", "gone")
        project = check_goes_on(process, os.strerror(errno.ENOENT))
        before = lines_of(run("info", "gone/a.hourglass", "--json"))[0]
        assert len(project["runs"]) >= len(before["runs"]) > 0
        assert words[0] == "sweep" or project["run"]["steps"] > before["run"]["steps"]
        shutil.rmtree("gone")


def test_two_sweeps():
    """What another program has written stays, and the runs are saved elsewhere."""
    fill({})
    run("new", "simple", "--data", "data", "-o", "b.hourglass")
    with open("b.hourglass", "rb") as file:
        other = file.read()
    process = start("sweep", *MANY, "out/a.hourglass")
    wait_for(lambda: os.path.exists("out/a.hourglass"), process)
    os.replace("b.hourglass", "out/a.hourglass")
    _, err = process.communicate(timeout=PATIENCE)
    found = re.search(r"Saved “([^”]*)” instead", err)
    assert process.returncode == 1 and "Another program has written" in err and found, err
    assert lines_of(run("info", found.group(1), "--json"))[0]["runs"]
    assert contents() == {"out/a.hourglass": other}


def test_read_only():
    """A real disk that becomes one that cannot be written."""
    os.mkdir("disk")
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "none", "disk"],
                      capture_output=True, check=False).returncode != 0:
        return "only root makes a small disk"
    try:
        process = start("train", *LONG, "disk/a.hourglass")
        wait_for(lambda: os.path.exists("disk/a.hourglass"), process)
        # Busy while the file is being written.
        wait_for(lambda: subprocess.run(["mount", "-o", "remount,ro", "disk"], capture_output=True,
                                        check=False).returncode == 0, process)
        assert os.listdir("disk") == ["a.hourglass"], os.listdir("disk")
        project = check_goes_on(process, os.strerror(errno.EROFS))
        before = lines_of(run("info", "disk/a.hourglass", "--json"))[0]
        assert project["run"]["steps"] > before["run"]["steps"]
    finally:
        subprocess.run(["umount", "disk"], check=True)
    return None


TESTS = [test_new, test_files, test_exports, test_check, test_import, test_sweep, test_train,
         test_resume, test_log, test_tensorboard, test_sweep_tensorboard, test_gone, test_two_sweeps, test_read_only]

run_tests(TESTS)
