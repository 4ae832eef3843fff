#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Sets that are downloaded, from a server on loopback with every fault, and sets that are found."""
import os
import resource
import shutil
import signal
import subprocess
import time

from cli import BINARY, PATIENCE, lines_of, run, run_tests
from mirror import FILES, Mirror

IMAGES = "train-images-idx3-ubyte"
FOLDER = "share/hourglass/datasets/mnist"
PART = FOLDER + "/" + IMAGES + ".part"


def environment(**more):
    return {**os.environ, "HOME": os.path.abspath("home"), "XDG_DATA_HOME": os.path.abspath("share"),
            "XDG_CONFIG_HOME": os.path.abspath("home/.config"), "no_proxy": "127.0.0.1", **more}


def get(mirror, *modes, code=0, **more):
    """Gets the set from mirrors that behave so, one after another."""
    addresses = " ".join(mirror.address(mode) for mode in modes)
    return run("get", "mnist", code=code, env=environment(HOURGLASS_MIRRORS=addresses, **more))


def read(path):
    with open(path, "rb") as file:
        return file.read()


def write(path, body):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(body)


def check_whole():
    assert sorted(os.listdir(FOLDER)) == sorted(FILES), os.listdir(FOLDER)
    for name, body in FILES.items():
        assert read(os.path.join(FOLDER, name)) == body, name


def check_failure(done, *words):
    """One line, which says all this; nothing that looks like the set is left."""
    assert done.stderr.count("\n") == 1, done.stderr
    for word in words:
        assert word in done.stderr, (word, done.stderr)
    assert not os.path.exists(os.path.join(FOLDER, IMAGES))


def starts_of(mirror, mode):
    return [start for asked, name, start in mirror.asked if asked == mode and name == IMAGES]


def with_mirror(test):
    def wrapped():
        mirror = Mirror()
        try:
            return test(mirror)
        finally:
            mirror.end()
    wrapped.__name__ = test.__name__
    return wrapped


@with_mirror
def test_whole(mirror):
    done = get(mirror, "good")
    assert done.stdout.strip() == os.path.abspath(FOLDER) and done.stderr == "", done
    check_whole()
    assert len(mirror.asked) == len(FILES)
    get(mirror, "good")
    assert len(mirror.asked) == len(FILES), "asked again for what is there"


@with_mirror
def test_resumed(mirror):
    write(PART, FILES[IMAGES][:100000])
    get(mirror, "good")
    check_whole()
    assert starts_of(mirror, "good") == [100000], mirror.asked


@with_mirror
def test_cut(mirror):
    get(mirror, "cut")
    check_whole()
    starts = starts_of(mirror, "cut")
    assert len(starts) > 2 and starts == sorted(set(starts)), starts


@with_mirror
def test_cut_early(mirror):
    check_failure(get(mirror, "cut-early", code=1), "broke off", "127.0.0.1")
    assert len(mirror.asked) == 1 and not os.path.exists(PART)
    get(mirror, "cut-early", "good")
    check_whole()


@with_mirror
def test_wrong(mirror):
    check_failure(get(mirror, "wrong", code=1), "SHA-256", mirror.address("wrong"))
    assert not os.path.exists(PART)
    get(mirror, "wrong", "good")
    check_whole()


@with_mirror
def test_wrong_part(mirror):
    write(PART, b"x" * 5000)
    get(mirror, "good")
    check_whole()
    assert starts_of(mirror, "good") == [5000, 0], mirror.asked


@with_mirror
def test_long_part(mirror):
    write(PART, FILES[IMAGES] + b"more")
    get(mirror, "good")
    check_whole()
    assert starts_of(mirror, "good") == [0], mirror.asked


@with_mirror
def test_whole_part(mirror):
    write(PART, FILES[IMAGES])
    get(mirror, "good")
    check_whole()
    assert starts_of(mirror, "good") == [], mirror.asked


@with_mirror
def test_no_range(mirror):
    write(PART, FILES[IMAGES][:100000])
    get(mirror, "no-range")
    check_whole()
    assert starts_of(mirror, "no-range") == [100000], mirror.asked


@with_mirror
def test_changed_file(mirror):
    get(mirror, "good")
    write(os.path.join(FOLDER, IMAGES), FILES[IMAGES][:-1] + b"x")
    get(mirror, "good")
    check_whole()


@with_mirror
def test_answers(mirror):
    for mode, words in (("missing", "404"), ("busy", "503"), ("page", "another file"),
                        ("long", "another file"), ("circle", "from one address to the next")):
        check_failure(get(mirror, mode, code=1), words, "127.0.0.1")
        assert not os.path.exists(PART), mode
    get(mirror, "missing", "busy", "page", "redirect")
    check_whole()


@with_mirror
def test_slow(mirror):
    done = get(mirror, "stall", code=1, HOURGLASS_DOWNLOAD_TIMEOUT="1")
    check_failure(done, "too slow", "1 second")
    assert read(PART) == FILES[IMAGES][:len(read(PART))] and read(PART)
    get(mirror, "stall", "good", HOURGLASS_DOWNLOAD_TIMEOUT="1")
    check_whole()
    assert starts_of(mirror, "good")[0] > 0, mirror.asked


@with_mirror
def test_offline(mirror):
    done = run("get", "mnist", code=1, env=environment())
    check_failure(done, "offline", "built-in")
    assert not os.path.exists(FOLDER)
    addresses = "http://127.0.0.1:1 " + mirror.address("missing")
    done = run("get", "mnist", code=1, env=environment(HOURGLASS_MIRRORS=addresses))
    check_failure(done, "404")
    run("get", "mnist", env=environment(HOURGLASS_MIRRORS="http://127.0.0.1:1 "
                                        + mirror.address("good")))
    check_whole()


@with_mirror
def test_full_disk(mirror):
    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (200000, 200000))

    addresses = environment(HOURGLASS_MIRRORS=mirror.address("good"))
    done = run("get", "mnist", code=1, env=addresses, preexec_fn=limit)
    check_failure(done, "no room left")
    assert read(PART) == FILES[IMAGES][:200000]
    get(mirror, "good")
    check_whole()
    assert starts_of(mirror, "good") == [0, 200000], mirror.asked


@with_mirror
def test_no_folder(mirror):
    write("share/hourglass", b"a file where the folder would be")
    done = get(mirror, "good", code=1)
    assert "datasets/mnist" in done.stderr and "cannot be written" in done.stderr, done.stderr
    if os.geteuid() != 0:
        os.remove("share/hourglass")
        os.chmod("share", 0o500)
        assert "cannot be written" in get(mirror, "good", code=1).stderr
        os.chmod("share", 0o700)


def wait_for_part(program):
    """Until some of the file is there."""
    end = time.monotonic() + PATIENCE
    while not os.path.exists(PART) or os.path.getsize(PART) == 0:
        assert time.monotonic() < end and program.poll() is None, "nothing arrives"
        time.sleep(0.01)


@with_mirror
def test_interrupted(mirror):
    addresses = environment(HOURGLASS_MIRRORS=mirror.address("slow"))
    with subprocess.Popen([BINARY, "get", "mnist"], env=addresses) as program:
        wait_for_part(program)
        other = run("get", "mnist", code=1, env=addresses)
        assert "already" in other.stderr, other.stderr
        program.send_signal(signal.SIGINT)
        assert program.wait(PATIENCE) == -signal.SIGINT
    get(mirror, "good")
    check_whole()
    assert starts_of(mirror, "good")[0] > 0, mirror.asked


def test_unknown():
    done = run("get", "mnits", code=2, env=environment())
    assert "mnits" in done.stderr and "Did you mean mnist?" in done.stderr, done.stderr


def found():
    return lines_of(run("data", "--json", env=environment()))


def place(folder, *names):
    for name in names or FILES:
        write(os.path.join(folder, name), FILES[name])


def test_found():
    assert found() == [{"name": "data", "path": os.path.abspath("data"), "downloaded": False,
                        "samples": 700, "shape": [8, 8], "bytes": os.path.getsize(
                            "data/train-images-idx3-ubyte") + os.path.getsize(
                            "data/t10k-images-idx3-ubyte")}], found()
    shutil.rmtree("data")
    assert found() == []
    place("home/data/Anything")
    place("home/datasets/FashionMNIST/raw", "t10k-images-idx3-ubyte")
    place("home/.keras/datasets/clothes", "train-labels-idx1-ubyte")
    place("home/deep/er/data/MNIST/raw")
    write("home/.keras/datasets/kuzushiji_mnist.npz", b"never opened")
    write("home/.medmnist/pathmnist.npz", b"never opened")
    os.symlink(os.path.abspath("home/data/Anything"), "home/data/again")
    os.symlink(os.path.abspath("home/data"), "home/data/circle")
    os.mkfifo("home/data/pipe-images-idx3-ubyte")
    sets = {entry["name"]: entry for entry in found()}
    assert len(found()) == 4 and sorted(sets) == ["fashion-mnist", "kuzushiji_mnist", "mnist",
                                                  "pathmnist"], found()
    assert sets["mnist"]["samples"] == 700 and sets["mnist"]["shape"] == [28, 28], sets
    assert sets["fashion-mnist"]["path"] == os.path.abspath("home/datasets/FashionMNIST/raw")
    assert sets["pathmnist"]["samples"] is None and sets["pathmnist"]["bytes"] == 12, sets
    text = run("data", env=environment()).stdout
    assert "700 samples of 28×28" in text and "home/data/" in text, text
    assert "get" not in text, "everything known is found"


@with_mirror
def test_named(mirror):
    shutil.rmtree("data")
    done = run("info", "mnist", code=1, env=environment())
    assert "hourglass-cli get mnist" in done.stderr, done.stderr
    place("home/data/MNIST/raw")
    report = lines_of(run("info", "mnist", "--json", env=environment()))[0]
    assert report["data"] == os.path.abspath("home/data/MNIST/raw"), report
    assert report["training"] == 600, report
    place("home/datasets/mnist")
    done = run("new", "simple", "--data", "mnist", "-o", "a.hourglass", code=2, env=environment())
    assert "home/data/MNIST/raw" in done.stderr and "home/datasets/mnist" in done.stderr
    get(mirror, "good")
    run("train", "simple", "--data", "mnist", "--epochs", "1", "-o", "b.hourglass",
        env=environment())
    assert os.path.abspath(FOLDER) in run("info", "b.hourglass", env=environment()).stdout
    place("mnist", "t10k-images-idx3-ubyte")
    report = lines_of(run("info", "mnist", "--json", env=environment()))[0]
    assert report["found"] == 100, "a path counts more than a name"


run_tests([
    test_whole, test_resumed, test_cut, test_cut_early, test_wrong, test_wrong_part,
    test_long_part, test_whole_part, test_no_range, test_changed_file, test_answers, test_slow,
    test_offline, test_full_disk, test_no_folder, test_interrupted, test_unknown, test_found,
    test_named,
])
