#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Nothing that was trained is lost: kills, signals, full disks, two writers of one file.

usage: test-cli-interrupts.py BINARY [TEST...]    prints TAP
"""
import contextlib
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import time

sys.dont_write_bytecode = True
from cli import BINARY, PATIENCE, lines_of, run, run_tests, same_run, write_idx

LONG = ["--data", "data", "--seed", "2", "--epochs", "100000"]


def start(*words, **options):
    return subprocess.Popen([BINARY, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            text=True, **options)


def wait_for(condition, process):
    """Until it holds; the test fails where the program ends before."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.01)


def wait_for_epoch(process):
    line = process.stderr.readline()
    assert line.startswith("Epoch "), line


def info_of(path):
    return lines_of(run("info", path, "--json"))[0]["run"]


def assert_goes_on(path):
    """Two epochs more, and it is the run that nothing interrupted."""
    more = info_of(path)["epochs"] + 2
    run("train", path, "--epochs", "2", "--quiet")
    run("train", "simple", "--data", "data", "--seed", "2", "--epochs", str(more), "--quiet",
        "-o", "straight.hourglass")
    same_run(path, "straight.hourglass")


def read(path):
    with open(path, "rb") as file:
        return file.read()


def test_sigkill():
    """A checkpoint is there after the first epoch, and others follow."""
    process = start("train", "simple", *LONG, "--quiet", "--checkpoint-every", "0.1", "-o", "a.hourglass")
    wait_for(lambda: os.path.exists("a.hourglass"), process)
    first = read("a.hourglass")
    wait_for(lambda: read("a.hourglass") != first, process)
    process.kill()
    process.wait()
    assert 1 <= info_of("a.hourglass")["epochs"] < 100000
    assert_goes_on("a.hourglass")
    assert not [name for name in os.listdir(".") if name.endswith(".tmp")]


def test_first_checkpoint():
    """However long the interval is, the first epoch is saved."""
    process = start("train", "simple", *LONG, "--quiet", "--checkpoint-every", "1e6", "-o", "a.hourglass")
    wait_for(lambda: os.path.exists("a.hourglass"), process)
    process.kill()
    process.wait()
    assert info_of("a.hourglass")["epochs"] >= 1


def test_planned_end():
    """After a kill, `train FILE` goes on to the end that was planned."""
    process = start("train", "simple", "--data", "data", "--epochs", "2000", "--seed", "2",
                    "--quiet", "-o", "a.hourglass")
    wait_for(lambda: os.path.exists("a.hourglass"), process)
    process.kill()
    process.wait()
    assert info_of("a.hourglass")["epochs"] < 2000
    run("train", "a.hourglass", "--quiet")
    assert info_of("a.hourglass")["epochs"] == 2000


def interrupt(number):
    process = start("train", "simple", *LONG, "-o", "a.hourglass")
    wait_for_epoch(process)
    process.send_signal(number)
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == -number, (process.returncode, err)
    assert "Stopped at step" in err, err
    assert_goes_on("a.hourglass")


def test_sigint():
    interrupt(signal.SIGINT)


def test_validation():
    """Stopped when an epoch's steps are all made, and gone on with: nothing is left to train."""
    os.mkdir("large")
    write_idx("large/train-images-idx3-ubyte", 10, 1)
    write_idx("large/t10k-images-idx3-ubyte", 20000, 2)
    for _ in range(20):
        process = start("train", "simple", "--data", "large", "--epochs", "100000", "--force",
                        "--threads", "1", "-o", "a.hourglass")
        wait_for_epoch(process)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE)
        found = re.search(r"Stopped at step ([0-9]+), in the validation of epoch ([0-9]+) of 100000", err)
        assert found or "Stopped at step" in err, err
        if found:
            break
    assert found and found.group(1) == found.group(2), err
    assert info_of("a.hourglass")["epochs"] == int(found.group(1)) - 1
    process = start("train", "a.hourglass", "--data", "large", "--threads", "1")
    first = process.stderr.readline()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=PATIENCE)
    assert first.startswith("Epoch %s/" % found.group(1)), first
    assert " 0 samples/s" not in first, first


def test_sigterm():
    interrupt(signal.SIGTERM)


def test_sighup():
    interrupt(signal.SIGHUP)


def test_sigpipe():
    """The reader of the JSON went away."""
    process = start("train", "simple", *LONG, "--json", "--quiet", "-o", "a.hourglass")
    assert process.stdout.readline().startswith("{")
    process.stdout.close()
    process.wait(timeout=PATIENCE)
    assert process.returncode == -signal.SIGPIPE, process.returncode
    assert_goes_on("a.hourglass")


def test_shell_codes():
    """What a shell sees: 130 for Ctrl+C, 143, 129."""
    for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)):
        path = "%d.hourglass" % code
        shell = subprocess.Popen(["bash", "-c", '(echo $BASHPID; exec "$@"); echo $?', "bash",
                                  BINARY, "train", "simple", *LONG, "--quiet", "-o", path],
                                 stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        pid = int(shell.stdout.readline())
        wait_for(lambda path=path: os.path.exists(path), shell)
        os.kill(pid, number)
        out, _ = shell.communicate(timeout=PATIENCE)
        assert out.split()[-1] == str(code), (number, out)


def test_shell_loop():
    """Ctrl+C ends the loop of a shell, not one round of it."""
    script = 'for i in 1 2 3; do echo $i; rm -f "$0"; "$@"; done; echo end'
    shell = subprocess.Popen(["bash", "-c", script, "a.hourglass", BINARY, "train", "simple",
                              *LONG, "--quiet", "-o", "a.hourglass"], stdout=subprocess.PIPE,
                             stderr=subprocess.DEVNULL, text=True, start_new_session=True)
    wait_for(lambda: os.path.exists("a.hourglass"), shell)
    os.killpg(shell.pid, signal.SIGINT)
    out, _ = shell.communicate(timeout=PATIENCE)
    assert out.split("\n")[0] == "1" and "2" not in out.split() and "end" not in out, out


def test_nohup():
    """A signal that is ignored at the start stays ignored."""
    process = start("train", "simple", *LONG, "-o", "a.hourglass",
                    preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    wait_for_epoch(process)
    process.send_signal(signal.SIGHUP)
    wait_for_epoch(process)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=PATIENCE)
    assert process.returncode == -signal.SIGINT, process.returncode


def open_full():
    return open("/dev/full", "w", encoding="utf-8")


def fail_into_full(*words, stream):
    with open_full() as full:
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, stream: full}
        done = subprocess.run([BINARY, *words], text=True, timeout=PATIENCE, **streams)
    assert done.returncode == 1, (words, stream, done.returncode)
    return done


def test_full_streams():
    for words in (["--help"], ["layers"], ["templates"], ["check", "simple"]):
        assert "written" in fail_into_full(*words, stream="stdout").stderr, words
    training = ["train", "simple", "--data", "data", "--epochs", "3", "-o"]
    assert "written" in fail_into_full(*training, "a.hourglass", "--json", stream="stdout").stderr
    fail_into_full(*training, "b.hourglass", stream="stderr")
    assert info_of("a.hourglass")["epochs"] == info_of("b.hourglass")["epochs"] == 3


def test_full_log():
    """Said before the first epoch."""
    done = run("train", "simple", "--data", "data", "--epochs", "3", "-o", "a.hourglass",
               "--log", "/dev/full", code=1)
    assert "--log: “/dev/full” could not be written: No space left" in done.stderr, done.stderr
    assert "Epoch" not in done.stderr and not os.path.exists("a.hourglass"), done.stderr


def saved_instead(text):
    """The file in the state folder that an error names."""
    found = re.search(r"Saved “([^”]*)” instead", text)
    assert found and os.path.realpath(found.group(1)).startswith(
        os.path.join(os.path.realpath("state"), "hourglass", "a-")), text
    return found.group(1)


def with_state():
    return dict(os.environ, XDG_STATE_HOME=os.path.abspath("state"))


def test_cannot_write():
    """Said before the first epoch."""
    open("file", "w", encoding="utf-8").close()
    os.mkfifo("pipe.hourglass")
    for path in ("missing/a.hourglass", "file/a.hourglass", "n" * 250 + ".hourglass",
                 "pipe.hourglass", "data"):
        done = run("train", "simple", "--data", "data", "--epochs", "3", "-o", path, code=1)
        assert "Epoch" not in done.stderr and path in done.stderr, (path, done.stderr)
    assert stat.S_ISFIFO(os.stat("pipe.hourglass").st_mode)
    assert "Epoch" in run("train", "simple", "--data", "data", "--epochs", "3", "-o",
                          "/dev/null").stderr
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)


def test_folder_gone():
    """What cannot be saved at the end is saved to the state folder."""
    os.mkdir("out")
    process = start("train", "simple", *LONG, "-o", "out/a.hourglass", env=with_state())
    wait_for_epoch(process)
    wait_for(lambda: os.path.exists("out/a.hourglass"), process)
    os.rename("out", "gone")
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=PATIENCE)
    shutil.copy(saved_instead(err), "a.hourglass")
    assert_goes_on("a.hourglass")


def test_no_space():
    os.mkdir("small")
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "none", "small"],
                      capture_output=True, check=False).returncode != 0:
        return "only root makes a small disk"
    try:
        with open("small/most", "wb") as most:
            most.write(bytes((16 << 20) - (64 << 10)))
        words = ["train", "simple", "--data", "data", "-o", "small/a.hourglass"]
        done = run(*words, "--epochs", "3", code=1)
        assert "No space left" in done.stderr and "Epoch" not in done.stderr, done.stderr
        os.remove("small/most")
        process = start(*words, *LONG[2:], env=with_state())
        wait_for_epoch(process)
        wait_for(lambda: os.path.exists("small/a.hourglass"), process)
        before = read("small/a.hourglass")
        with open("small/rest", "wb", buffering=0) as rest, contextlib.suppress(OSError):
            while True:
                rest.write(bytes(1 << 16))
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE)
        assert "No space left" in err, err
        assert read("small/a.hourglass") == before
        shutil.copy(saved_instead(err), "a.hourglass")
        assert_goes_on("a.hourglass")
    finally:
        subprocess.run(["umount", "small"], check=True)
    return None


def test_two_writers():
    """The second one is told, at its end or at its next checkpoint."""
    run("new", "simple", "--data", "data", "-o", "b.hourglass")
    other = read("b.hourglass")
    for interval in ("1e6", "0.1"):
        process = start("train", "simple", *LONG, "--quiet", "-o", "a.hourglass",
                        "--checkpoint-every", interval, env=with_state())
        wait_for(lambda: os.path.exists("a.hourglass"), process)
        shutil.copy("b.hourglass", "c.hourglass")
        os.replace("c.hourglass", "a.hourglass")
        if interval == "1e6":
            process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE)
        assert process.returncode == (-signal.SIGINT if interval == "1e6" else 1), err
        assert "Another program has written" in err, err
        assert info_of(saved_instead(err))["epochs"] >= 1
        assert read("a.hourglass") == other
        os.remove("a.hourglass")


def test_force():
    """A project that is there already is overwritten with --force alone."""
    run("train", "simple", "--data", "data", "--epochs", "1", "--quiet", "-o", "a.hourglass")
    run("new", "simple", "--data", "data", "-o", "b.hourglass")
    old = read("a.hourglass")
    for words in (["new", "simple"], ["train", "simple", "--epochs", "1"],
                  ["train", "b.hourglass", "--epochs", "1"]):
        words += ["--data", "data", "-o", "a.hourglass"]
        assert "--force" in run(*words, code=1).stderr
        assert read("a.hourglass") == old, words
        run(*words, "--force")
        assert read("a.hourglass") != old, words
        old = read("a.hourglass")
    run("train", "a.hourglass", "--epochs", "1", "-o", "./a.hourglass", "--quiet")
    assert info_of("a.hourglass")["epochs"] == 2


def test_log_on_project():
    run("new", "simple", "--data", "data", "-o", "a.hourglass")
    os.symlink("a.hourglass", "link.csv")
    old = read("a.hourglass")
    for words in (["a.hourglass", "--log", "a.hourglass"], ["a.hourglass", "--log", "link.csv"],
                  ["a.hourglass", "-o", "b.hourglass", "--log", "a.hourglass"],
                  ["simple", "-o", "c.hourglass", "--log", "./c.hourglass"]):
        done = run("train", *words, "--epochs", "1", code=2)
        assert "--log" in done.stderr and "Name another file" in done.stderr, done.stderr
        assert read("a.hourglass") == old, words


TESTS = [test_sigkill, test_first_checkpoint, test_planned_end, test_sigint, test_validation,
         test_sigterm, test_sighup, test_sigpipe, test_shell_codes, test_shell_loop, test_nohup,
         test_full_streams, test_full_log, test_cannot_write,
         test_folder_gone, test_no_space, test_two_writers, test_force, test_log_on_project]

run_tests(TESTS)
