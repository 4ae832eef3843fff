#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Several processes that mpirun starts: one training with the bits of one process, one voice, one
file; what a lost process leaves is gone on with by any number of others.

usage: test-cli-ranks.py BINARY [TEST...]    prints TAP
"""
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time

sys.dont_write_bytecode = True
from cli import (BINARY, PATIENCE, lines_of, read_safetensors, run, run_tests, same_run,
                 write_project)

# More processes than cores, on this machine alone, whoever the tests' user is.
ENVIRONMENT = dict(
    os.environ, OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1",
    OMPI_MCA_rmaps_base_oversubscribe="1", OMPI_MCA_hwloc_base_binding_policy="none",
    OMPI_MCA_btl_tcp_if_include="lo", OMPI_MCA_plm_rsh_agent="false",
    OMPI_MCA_orte_tmpdir_base=os.environ.get("TMPDIR", "/tmp"))
BATCHED = [("Input", {"shape": [8, 8, 1]}), ("Flatten", {}), ("Dense", {"units": 24}),
           ("BatchNormalization", {}), ("Dense", {"units": 8, "activation": "relu"}),
           ("Dropout", {"rate": 0.2}), ("BatchNormalization", {}),
           ("Dense", {"units": 64, "activation": "sigmoid"}), ("Reshape", {"target_shape": [8, 8, 1]})]


def mpirun(n, *words):
    return ["mpirun", "-n", str(n), BINARY, *words]


def together(n, *words, code=0, command=None):
    done = subprocess.run(command or mpirun(n, *words), capture_output=True, text=True,
                          timeout=PATIENCE, env=ENVIRONMENT)
    assert done.returncode == code, (words, done.returncode, done.stdout, done.stderr)
    return done


def said(done):
    """What the program said, without mpirun's own words."""
    return [line for line in done.stderr.splitlines() if line.startswith("hourglass-cli: ")]


def test_bits():
    for template, numbers in (("conv", (2, 3)), ("variational", (4,))):
        words = ["train", template, "--data", "data", "--epochs", "2", "--seed", "5", "--quiet"]
        run(*words, "-o", "alone.hourglass", "--force")
        for n in numbers:
            together(n, *words, "--threads", str(n % 2 + 1), "-o", "together.hourglass", "--force")
            same_run("alone.hourglass", "together.hourglass")


def test_batch_normalization():
    """What is measured over the whole batch, with noise and a clipped gradient, too."""
    write_project("model.hourglass", BATCHED, code=5, batch_size=300, clip_norm=0.5, epochs=3,
                  optimizer="adam")
    words = ["train", "model.hourglass", "--data", "data", "--quiet"]
    run(*words, "-o", "alone.hourglass")
    together(4, *words, "-o", "together.hourglass")
    same_run("alone.hourglass", "together.hourglass")


def test_one_voice():
    """Only rank 0 speaks and writes; of one rank there is nothing to be seen."""
    words = ["train", "simple", "--data", "data", "--epochs", "2", "--seed", "1"]
    for n in (1, 3):
        done = together(n, *words, "--log", "log.csv", "-o", "a.hourglass", "--force")
        assert done.stderr.count("Epoch 1/2") == 1 and done.stdout.count("Saved") == 1, done
        with open("log.csv", encoding="utf-8") as log:
            assert len(log.readlines()) == 3
    assert sorted(os.listdir(".")) == ["a.hourglass", "data", "log.csv"]


def test_goes_on():
    """Stopped and gone on with, each time by another number of processes."""
    words = ["train", "simple", "--data", "data", "--seed", "2", "--quiet"]
    run(*words, "--epochs", "5", "-o", "straight.hourglass")
    together(3, *words, "--epochs", "2", "-o", "a.hourglass")
    together(2, "train", "a.hourglass", "--epochs", "2", "--quiet")
    run("train", "a.hourglass", "--epochs", "1", "--quiet")
    same_run("a.hourglass", "straight.hourglass")


def list_children(parent):
    """Process numbers and environments of the processes that one has started."""
    for name in os.listdir("/proc"):
        try:
            with open("/proc/%s/stat" % name, encoding="ascii", errors="replace") as file:
                if int(file.read().rsplit(")", 1)[1].split()[1]) != parent:
                    continue
            with open("/proc/%s/environ" % name, "rb") as file:
                yield int(name), dict(word.split(b"=", 1) for word in file.read().split(b"\0")
                                      if b"=" in word)
        except (OSError, ValueError, IndexError):
            continue


def list_ranks(process):
    """Process numbers of mpirun's children by their rank."""
    return {int(words[b"OMPI_COMM_WORLD_RANK"]): number
            for number, words in list_children(process.pid) if b"OMPI_COMM_WORLD_RANK" in words}


def wait_for(condition, process):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.01)


def start_long(n, *words):
    return subprocess.Popen(
        mpirun(n, "train", "simple", "--data", "data", "--seed", "2", "--epochs", "100000",
               "--quiet", "-o", "a.hourglass", *words),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT)


def assert_goes_on(n):
    epochs = lines_of(run("info", "a.hourglass", "--json"))[0]["run"]["epochs"]
    together(n, "train", "a.hourglass", "--epochs", "2", "--quiet")
    run("train", "simple", "--data", "data", "--seed", "2", "--epochs", str(epochs + 2), "--quiet",
        "-o", "straight.hourglass", "--force")
    same_run("a.hourglass", "straight.hourglass")


def test_lost_rank():
    """One of three is killed: the end of all, one sentence, and nothing trained is lost."""
    process = start_long(3, "--checkpoint-every", "0.1")
    wait_for(lambda: os.path.exists("a.hourglass"), process)
    os.kill(list_ranks(process)[2], signal.SIGKILL)
    _, words = process.communicate(timeout=PATIENCE)
    assert process.returncode != 0
    assert words.count("hourglass-cli: Another process of this training has ended. Saved") == 1, words
    assert_goes_on(2)


def test_lost_first_rank():
    """Rank 0 writes no more: what it has saved before is gone on with."""
    process = start_long(2, "--checkpoint-every", "0.1")
    wait_for(lambda: os.path.exists("a.hourglass"), process)
    os.kill(list_ranks(process)[0], signal.SIGKILL)
    process.communicate(timeout=PATIENCE)
    assert process.returncode != 0
    assert_goes_on(3)


def test_signal():
    """mpirun's Ctrl+C ends at a step and saves."""
    process = start_long(2)
    wait_for(lambda: os.path.exists("a.hourglass"), process)
    process.send_signal(signal.SIGINT)
    output, words = process.communicate(timeout=PATIENCE)
    assert "Stopped at step" in words and output.count("Saved") == 1, (output, words)
    assert_goes_on(1)


def test_resume():
    """The same command begins, or goes on with what an earlier one left."""
    words = ["train", "simple", "--data", "data", "--seed", "2", "--epochs", "100000", "--quiet",
             "-o", "a.hourglass", "--resume"]
    epochs = 0
    for n in (2, 3):
        process = subprocess.Popen(mpirun(n, *words, "--checkpoint-every", "0.1"), env=ENVIRONMENT,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        wait_for(lambda: os.path.exists("a.hourglass"), process)
        before = os.stat("a.hourglass").st_mtime_ns
        wait_for(lambda: os.stat("a.hourglass").st_mtime_ns != before, process)
        os.kill(list_ranks(process)[0], signal.SIGKILL)
        process.communicate(timeout=PATIENCE)
        reached = lines_of(run("info", "a.hourglass", "--json"))[0]["run"]
        assert reached["epochs"] > epochs and reached["epochs_planned"] == 100000, reached
        epochs = reached["epochs"]
    assert_goes_on(1)
    assert "leave --resume out" in run("train", "a.hourglass", "--resume", code=1).stderr


def test_refusals():
    run("train", "simple", "--data", "data", "--epochs", "1", "--quiet", "-o", "a.hourglass")
    done = together(2, "train", "simple", "--data", "data", "-o", "a.hourglass", code=1)
    assert len(said(done)) == 1 and "is there already" in said(done)[0], said(done)
    done = together(2, "train", "simple", "--data", "nowhere", "-o", "b.hourglass", code=1)
    assert len(said(done)) == 1 and "nothing at" in said(done)[0], said(done)

    def unlike(first, second):
        words = [BINARY, "train", "simple", "--epochs", "1", "-o", "b.hourglass", "--data"]
        done = together(0, code=1, command=["mpirun", "-n", "1", *words, *first, ":",
                                            "-n", "1", *words, *second])
        assert len(said(done)) == 1, said(done)
        return said(done)[0]

    assert "Process 1 has other files" in unlike(["data"], ["data", "--seed", "9"])
    assert "Process 1: There is nothing at" in unlike(["data"], ["nowhere"])
    assert not os.path.exists("b.hourglass")


def test_trouble_of_one():
    """What one process alone finds wrong is said by the first, and what is trained is saved."""
    shutil.copytree("data", "copy/data")
    words = [BINARY, "train", "simple", "--epochs", "100000", "--quiet", "-o", "a.hourglass",
             "--data"]
    process = subprocess.Popen(
        ["mpirun", "-n", "1", *words, "data", ":", "-n", "1", *words, "copy/data"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT)
    wait_for(lambda: os.path.exists("a.hourglass"), process)
    os.truncate("copy/data/train-images-idx3-ubyte", 5000)
    _, complaint = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert complaint.count("hourglass-cli: Process 1: “copy/data/train-images") == 1, complaint
    assert "Saved “a.hourglass”" in complaint, complaint


def test_processors():
    """Sets of kernels do not give the same bits, so all are to have the same."""
    words = [BINARY, "train", "simple", "--epochs", "1", "-o", "b.hourglass", "--data", "data"]
    done = together(0, code=1, command=[
        "mpirun", "-n", "1", "-x", "HOURGLASS_KERNELS=plain", *words, ":", "-n", "1", *words])
    assert "HOURGLASS_KERNELS=" in said(done)[0], said(done)


SWEEP = ["sweep", "simple", "--data", "data", "--vary", "learning_rate=0.001,0.01", "--seeds", "3"]


def runs_of(path):
    """What a project says of its runs, without the time of day."""
    runs = json.loads(read_safetensors(path)[0]["runs"])
    for entry in runs:
        del entry["when"]
    return runs


def same_sweep(a, b):
    same_run(a, b)
    assert runs_of(a) == runs_of(b)


def test_sweep():
    """Dealt to several processes, it is the project of one, also where some runs are there."""
    run(*SWEEP, "--epochs", "2", "--quiet", "-o", "alone.hourglass")
    for n in (1, 4):
        done = together(n, *SWEEP, "--epochs", "2", "-o", "together%d.hourglass" % n)
        assert [line.split()[0] for line in done.stderr.splitlines() if "/6 " in line] == [
            "%d/6" % number for number in range(1, 7)], done.stderr
        same_sweep("alone.hourglass", "together%d.hourglass" % n)
    run("sweep", "simple", "--data", "data", "--vary", "learning_rate=0.01", "--seeds", "2",
        "--epochs", "2", "--quiet", "-o", "part.hourglass")
    done = together(2, *SWEEP, "--epochs", "2", "-o", "part.hourglass", "--json")
    assert [line["trained"] for line in lines_of(done)] == [True, True, True, False, False, True]


def find_workers(process):
    return [number for rank in list_ranks(process).values()
            for number, words in list_children(rank) if b"HOURGLASS_SWEEP_WORKER" in words]


def start_sweep(n):
    return subprocess.Popen(mpirun(n, *SWEEP, "--epochs", "150", "-o", "together.hourglass"),
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                            env=ENVIRONMENT)


def test_lost_worker():
    """What trains a run is killed: the run is dealt again, and nothing is missing."""
    process = start_sweep(2)
    wait_for(lambda: len(find_workers(process)) == 2, process)
    os.kill(find_workers(process)[1], signal.SIGKILL)
    _, words = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0 and words.count("is trained again: signal 9") == 1, words
    run(*SWEEP, "--epochs", "150", "--quiet", "-o", "alone.hourglass")
    same_sweep("alone.hourglass", "together.hourglass")


def test_lost_sweep():
    """A rank is killed, and mpirun ends all: the same command goes on."""
    process = start_sweep(3)
    wait_for(lambda: process.stderr.readline().startswith("1/6"), process)
    os.kill(list_ranks(process)[1], signal.SIGKILL)
    process.communicate(timeout=PATIENCE)
    assert process.returncode != 0
    done = together(2, *SWEEP, "--epochs", "150", "-o", "together.hourglass", "--json")
    assert [line["trained"] for line in lines_of(done)][0] is False
    run(*SWEEP, "--epochs", "150", "--quiet", "-o", "alone.hourglass")
    same_sweep("alone.hourglass", "together.hourglass")


def test_sweep_refusals():
    done = together(2, *SWEEP, code=2)
    assert len(said(done)) == 1 and "-o OUT.hourglass" in said(done)[0], said(done)
    words = [BINARY, *SWEEP[:2], "--seeds", "4", "-o", "a.hourglass", "--data"]
    done = together(0, code=1, command=["mpirun", "-n", "1", *words, "data", ":",
                                        "-n", "1", *words, "nowhere"])
    assert "Process 1: There is nothing at" in said(done)[0], said(done)


def test_forecast():
    words = ["forecast", "conv", "--data", "data", "--threads", "1"]
    link = ["--latency", "1000", "--bandwidth", "8"]
    alone, two, four = lines_of(run(*words, *link, "--ranks", "2,4", "--json"))
    assert (alone["ranks"], two["ranks"], four["ranks"]) == (1, 2, 4)
    assert alone["link_seconds"] == 0 and alone["speed"] == 1
    for row in (two, four):
        # the gradient to be added up and as a sum, but for one's own part, and the losses
        share = 2 * row["gradient_bytes"] * (row["ranks"] - 1) / row["ranks"]
        assert share <= row["bytes"] <= share + 4096, row
        assert row["swaps"] == 2
        assert abs(row["link_seconds"] - 2e-3 - row["bytes"] / 1e6) < 1e-6, row
        assert row["speed"] < 1
    assert "Stay on one machine" in run(*words, *link).stdout
    fast = run(*words, "--latency", "1", "--bandwidth", "1e6", "--ranks", "4")
    assert "Best: 4 processes" in fast.stdout, fast.stdout
    assert "loopback" in run(*words).stdout
    _, two = lines_of(together(2, *words, "--json"))
    assert two["ranks"] == 2 and two["latency_seconds"] > 0 and two["bytes_per_second"] > 0, two
    assert two["measured_seconds"] > 0, two
    assert "These 3 processes together" in together(3, *words).stdout
    run(*words, "--ranks", "1", code=2)
    run(*words, "--latency", "5", code=2)


AGENT = """#!/bin/sh
host=$1
shift
exec ip netns exec %s${host##*.} sh -c "$*"
"""


@contextlib.contextmanager
def two_machines():
    """Two namespaces with a network between them, in which mpirun starts programs as by ssh."""
    name = "hg%d-" % os.getpid()

    def ip(*words):
        subprocess.run(["ip", *words], check=True, capture_output=True, timeout=PATIENCE)

    try:
        for number in ("1", "2"):
            ip("netns", "add", name + number)
        ip("link", "add", name + "1", "type", "veth", "peer", "name", name + "2")
        for number in ("1", "2"):
            ip("link", "set", name + number, "netns", name + number)
            ip("-n", name + number, "addr", "add", "10.177.0.%s/24" % number, "dev", name + number)
            ip("-n", name + number, "link", "set", name + number, "up")
            ip("-n", name + number, "link", "set", "lo", "up")
        with open("agent", "w", encoding="ascii") as file:
            file.write(AGENT % name)
        os.chmod("agent", 0o755)
        yield name
    finally:
        for number in ("1", "2"):
            subprocess.run(["ip", "netns", "del", name + number], capture_output=True, check=False)


def start_over_network(name, *words):
    """A machine that does not answer for three seconds is lost."""
    environment = dict(
        ENVIRONMENT, OMPI_MCA_plm_rsh_agent=os.path.abspath("agent"), OMPI_MCA_btl="tcp,self",
        OMPI_MCA_btl_tcp_if_include="10.177.0.0/24", OMPI_MCA_oob_tcp_if_include="10.177.0.0/24",
        OMPI_MCA_oob_tcp_keepalive_time="1", OMPI_MCA_oob_tcp_keepalive_intvl="1",
        OMPI_MCA_oob_tcp_keepalive_probes="2")
    return subprocess.Popen(
        ["ip", "netns", "exec", name + "1", "mpirun", "--host", "10.177.0.1:1,10.177.0.2:1",
         "--wdir", os.getcwd(), BINARY, *words],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


def over_network(name, *words):
    process = start_over_network(name, *words)
    output, said_words = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, (words, process.returncode, output, said_words)
    return output


def limit(name, *words):
    """Whether what leaves either machine is held up so: not every kernel can."""
    return all(subprocess.run(
        ["ip", "netns", "exec", name + number, "tc", "qdisc", "add", "dev", name + number, "root",
         *words], capture_output=True, check=False).returncode == 0 for number in ("1", "2"))


def test_machines():
    """A training and a sweep on two machines."""
    words = ["--data", "data", "--epochs", "2", "--quiet"]
    try:
        with two_machines() as name:
            over_network(name, "train", "conv", "--seed", "5", *words, "-o", "together.hourglass")
            over_network(name, "sweep", "simple", "--seeds", "4", *words, "-o", "runs.hourglass")
    except (OSError, subprocess.CalledProcessError) as error:
        return "no network namespaces here: %s" % error
    run("train", "conv", "--seed", "5", *words, "-o", "alone.hourglass")
    same_run("alone.hourglass", "together.hourglass")
    run("sweep", "simple", "--seeds", "4", *words, "-o", "alone.hourglass", "--force")
    same_sweep("alone.hourglass", "runs.hourglass")
    return None


def test_slow_link():
    """A millisecond and a gigabit, or what of the two the kernel can do: they are found, and
    nothing else changes."""
    words = ["train", "simple", "--data", "data", "--epochs", "2", "--seed", "5", "--quiet"]
    try:
        with two_machines() as name:
            delayed = limit(name, "netem", "delay", "1ms", "rate", "1gbit")
            if not delayed and not limit(name, "tbf", "rate", "1gbit", "burst", "64kb",
                                         "latency", "50ms"):
                return "tc has neither netem nor tbf here"
            output = over_network(name, "forecast", "variational", "--data", "data", "--threads",
                                  "1", "--json")
            over_network(name, *words, "-o", "together.hourglass")
    except (OSError, subprocess.CalledProcessError) as error:
        return "no network namespaces here: %s" % error
    two = json.loads(output.splitlines()[1])
    assert two["bytes_per_second"] < 1.5e8 and two["speed"] < 1, two
    assert not delayed or two["latency_seconds"] > 1e-3, two
    run(*words, "-o", "alone.hourglass")
    same_run("alone.hourglass", "together.hourglass")
    return None


def test_lost_machine():
    """The cable of one is pulled: the other ends with a sentence, and what it saved is gone on with."""
    try:
        with two_machines() as name:
            process = start_over_network(name, "train", "simple", "--data", "data", "--seed", "2",
                                         "--epochs", "100000", "--quiet", "-o", "a.hourglass")
            wait_for(lambda: os.path.exists("a.hourglass"), process)
            subprocess.run(["ip", "-n", name + "2", "link", "set", name + "2", "down"], check=True,
                           timeout=PATIENCE)
            _, words = process.communicate(timeout=PATIENCE)
    except (OSError, subprocess.CalledProcessError) as error:
        return "no network namespaces here: %s" % error
    assert process.returncode != 0
    assert words.count("hourglass-cli: Another process of this training has ended. Saved") == 1, words
    assert_goes_on(1)
    return None


def why_not():
    if shutil.which("mpirun") is None:
        return "mpirun is not there (openmpi-bin)"
    if not os.path.exists(os.path.join(os.path.dirname(BINARY), "hourglass-mpi.so")):
        return "built without MPI (libopenmpi-dev)"
    if "TSAN_OPTIONS" in os.environ or "ASAN_OPTIONS" in os.environ:
        return "MPI's own libraries are not built with the sanitizer"
    return None


if why_not() is not None:
    print("1..0 # SKIP " + why_not())
    sys.exit(0)
run_tests([test_bits, test_batch_normalization, test_one_voice, test_goes_on, test_lost_rank,
           test_lost_first_rank, test_signal, test_resume, test_refusals, test_trouble_of_one,
           test_processors, test_sweep, test_lost_worker, test_lost_sweep, test_sweep_refusals, test_forecast, test_machines,
           test_slow_link, test_lost_machine])
