#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Data of people: pictures, tables, recordings and arrays, imported on the command line.
"""
import csv
import json
import os
import pty
import shutil
import struct
import subprocess
import zlib

from cli import (BINARY, N_TRAINING, N_VALIDATION, PATIENCE, REAL_DATA, SIDE, lines_of, read_npy,
                 run, run_tests, same_run)

NOT_HERE = "skipped: the real data is not on this machine"


def write_png(path, width, height, shade):
    """A picture of one thing."""
    write_pixels(path, width, height,
                 lambda x, y: ((shade + 20 * x) % 256, (shade + 30 * y) % 256, 9))


def write_pixels(path, width, height, paint):
    """A picture in colour, 8 bits a channel."""
    def chunk(kind, body):
        return (struct.pack(">I", len(body)) + kind + body
                + struct.pack(">I", zlib.crc32(kind + body)))

    rows = b"".join(b"\0" + bytes(value for x in range(width) for value in paint(x, y))
                    for y in range(height))
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n"
                   + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
                   + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def make_pictures(folder, n=40):
    """Two classes of two sizes, of which one picture is cut off and one file is none."""
    for number in range(n):
        place = os.path.join(folder, ("cats", "dogs")[number % 2])
        os.makedirs(place, exist_ok=True)
        side = 8 if number < 30 else 12
        write_png(os.path.join(place, "%02d.png" % number), side, side, 5 * number)
    with open(os.path.join(folder, "cats", "00.png"), "rb") as file:
        whole = file.read()
    with open(os.path.join(folder, "cats", "broken.png"), "wb") as file:
        file.write(whole[:40])
    with open(os.path.join(folder, "dogs", "notes, old.txt"), "w", encoding="utf-8") as file:
        file.write("no picture")


def info(*words):
    return lines_of(run("info", *words, "--json"))[0]


def check_sum(report):
    assert report["found"] == report["read"] + report["skipped"], report
    assert report["read"] == report["training"] + report["validation"], report
    assert len(report["skipped_list"]) == report["skipped"], report


def make_recording(path, steps):
    with open(path, "w", encoding="utf-8") as file:
        file.write("time;left;right\n")
        for step in range(steps):
            file.write("%d;%d,5;%d\n" % (step, step % 13, step % 7))


def test_report():
    make_pictures("pets")
    report = info("pets")
    check_sum(report)
    assert report["read"] == 40 and report["skipped"] > 0, report
    assert report["class_names"] == ["cats", "dogs"], report
    assert report["sizes"] == [{"width": 8, "height": 8, "count": 30},
                               {"width": 12, "height": 12, "count": 10}], report
    assert report["import"]["size"] == "8x8" and report["shape"] == [8, 8, 3], report
    text = run("info", "pets", "--skipped", "left.csv").stdout
    assert "found   %d = 40 read + %d skipped" % (report["found"], report["skipped"]) in text, text
    assert "cats/broken.png" in text and "8×8: 30" in text and "import  size=8x8" in text, text
    with open("left.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [["name", "reason"]] + [[entry["name"], entry["reason"]]
                                           for entry in report["skipped_list"]], rows
    done = run("info", "pets", "--skipped", "pets/dogs/01.png", code=2)
    assert "would be lost" in done.stderr, done.stderr
    assert os.path.getsize("pets/dogs/01.png") > 60


def test_one():
    """One sample that trains and validates was found once."""
    write_png("one.png", 8, 8, 3)
    report = info("one.png")
    assert (report["found"], report["read"], report["skipped"]) == (1, 1, 0), report
    assert "1 = 1 read" in run("info", "one.png").stdout


def test_labels_of_folders():
    """A table that labels the images makes sub-folders no classes, and strays none."""
    os.makedirs("set/more")
    for number in range(6):
        write_png("set/%s%d.png" % ("more/" if number > 1 else "", number), 8, 8, 9 * number)
    assert info("set")["skipped"] == 2
    with open("who.csv", "w", encoding="utf-8") as file:
        file.write("file,label\n" + "".join("%d.png,%s\n" % (n, "ab"[n % 2]) for n in range(6)))
    report = info("set", "--labels", "who.csv")
    check_sum(report)
    assert report["read"] == 6 and report["class_names"] == ["a", "b"], report


def test_validation():
    """What validates is read as what trains; what is in both is counted."""
    make_pictures("pets")
    make_pictures("more", 10)
    report = info("pets", "--validation", "more/dogs", "--size", "6x6", "--grey")
    assert report["training"] == 40 and report["shape"] == [6, 6, 1], report
    assert report["found"] == report["read"] + report["skipped"] and report["leaks"] > 0, report
    assert report["read"] == report["training"] + report["validation"], report


def test_choices():
    make_pictures("pets")
    report = info("pets", "--size", "6x4", "--fit", "stretch", "--grey")
    check_sum(report)
    assert report["shape"] == [4, 6, 1], report
    assert {"size": "6x4", "fit": "stretch", "grey": "true"}.items() <= report["import"].items()
    assert info("pets", "--no-grey")["shape"] == [8, 8, 3]
    with open("who.csv", "w", encoding="utf-8") as file:
        file.write("file,label\n")
        for number in range(40):
            file.write("%02d.png,%s\n" % (number, "small" if number < 30 else "large"))
    labelled = info("pets", "--labels", "who.csv")
    check_sum(labelled)
    assert sorted(labelled["class_names"]) == ["large", "small"], labelled
    run("new", "simple", "--data", "pets", "--labels", "who.csv", "-o", "p.hourglass")
    os.makedirs("birds")
    for number in range(5):
        write_png("birds/b%d.png" % number, 8, 8, number)
    run("evaluate", "p.hourglass", "--data", "birds", "--part", "validation")
    assert "names none of the images" in run("info", "birds", "--labels", "who.csv", code=1).stderr
    for words, says in [
            (["pets", "--window", "20"], "“window” does not go with"),
            (["pets", "--size", "huge"], "--size: "),
            (["pets", "--fit", "squeeze"], "pad, crop, stretch"),
            (["pets", "--sise", "8x8"], "Did you mean --size?"),
            (["pets", "--grey=yes"], "--grey takes no value"),
            (["pets", "--grey", "--no-grey"], "--grey is given twice"),
            (["built-in", "--grey"], "“grey” does not go with the built-in set"),
            (["data", "--series"], "“series” does not go with")]:
        done = run("info", *words, code=2)
        assert says in done.stderr, done.stderr
    assert "built-in set" in run("check", "simple", "--grey", code=2).stderr
    assert "built-in set" in run("templates", "--grey", code=2).stderr


def test_help():
    """The options stand wherever --data does, once."""
    for name in ("train", "new", "info", "check", "encode", "evaluate", "reconstruct", "plot",
                 "bench", "profile", "reproduce", "templates"):
        text = run(name, "--help").stdout
        words = text.split()
        for option in ("--size", "--fit", "--[no-]grey", "--labels", "--window", "--stride"):
            assert words.count(option) == 1, (name, option)
        assert max(len(line) for line in text.split("where their contents")[1].splitlines()) <= 80


def test_kept():
    """The project keeps the choices, also where it is moved together with its data."""
    os.makedirs("here/models")
    make_pictures("here/pets")
    shutil.copy("here/pets/cats/02.png", "other.png")
    run("train", "simple", "--data", "here/pets", "--size", "6x6", "--grey", "--epochs", "1",
        "--quiet", "-o", "here/models/p.hourglass")
    kept = info("here/models/p.hourglass")["import"]
    assert kept["size"] == "6x6" and kept["grey"] == "true", kept
    loss = lines_of(run("evaluate", "here/models/p.hourglass", "--json"))
    os.rename("here", "there")
    assert lines_of(run("evaluate", "there/models/p.hourglass", "--json"))[0]["loss"] \
        == loss[0]["loss"]
    run("train", "there/models/p.hourglass", "--epochs", "1", "--quiet")
    assert info("there/models/p.hourglass")["import"] == kept
    os.rename("there/pets", "pets")
    done = run("evaluate", "there/models/p.hourglass", code=1)
    assert "--data says where it is" in done.stderr, done.stderr
    for words in (["--part", "training"], ["--size", "6x6", "--part", "validation"]):
        run("evaluate", "there/models/p.hourglass", "--data", "pets", *words)
    run("reconstruct", "there/models/p.hourglass", "--data", "pets", "--count", "3", "-o", "r.npy")
    assert read_npy("r.npy")[0] == (3, 6, 6, 1)
    done = run("evaluate", "there/models/p.hourglass", "--data", "pets", "--size", "8x8", code=1)
    assert "8×8×1" in done.stderr, done.stderr


def test_own_data_anew():
    """New choices for the project's own data are kept in place of the old ones."""
    make_recording("r.csv", 600)
    run("new", "seq2seq", "--data", "r.csv", "--window", "20", "--stride", "20",
        "-o", "p.hourglass")
    run("train", "p.hourglass", "--stride", "4", "--epochs", "1", "--quiet")
    assert info("p.hourglass")["import"] == {"window": "20", "stride": "4"}
    run("train", "p.hourglass", "--stride", "auto", "--validation", "r.csv", "--epochs", "1",
        "--quiet")
    assert info("p.hourglass")["import"] == {"window": "20", "stride": "5"}
    assert "is a project" in run("info", "p.hourglass", "--stride", "5", code=2).stderr


def test_recording():
    """Windows of a recording, its time left out; none lies across the split."""
    make_recording("r.csv", 1000)
    report = info("r.csv", "--window", "20", "--stride", "10")
    check_sum(report)
    assert report["shape"] == [20, 2], report
    assert 90 <= report["read"] <= 99, report
    run("train", "seq2seq", "--data", "r.csv", "--window", "20", "--stride", "10", "--epochs", "1",
        "--quiet", "-o", "r.hourglass")
    run("encode", "r.hourglass", "-o", "codes.npy")
    assert read_npy("codes.npy")[0][0] == report["validation"]


def tell_terminal(*words):
    """What a terminal gets on stderr."""
    master, slave = pty.openpty()
    subprocess.run([BINARY, *words], stdout=subprocess.DEVNULL, stderr=slave, check=True,
                   timeout=PATIENCE)
    os.close(slave)
    try:
        return os.read(master, 1 << 16).decode()
    except OSError:  # nothing was written
        return ""
    finally:
        os.close(master)


def test_phases():
    """A terminal sees how far an opening is, in a line that goes away."""
    make_pictures("pets")
    told = tell_terminal("info", "pets")
    assert told.startswith("\rListing files: ") and told.endswith("\r\x1b[K"), repr(told)
    assert tell_terminal("train", "simple", "--data", "pets", "--epochs", "1", "--quiet") == ""
    assert run("info", "pets").stderr == ""


def read_idx(path):
    with open(path, "rb") as file:
        return file.read()[16:]


def test_npz():
    """mnist.npz trains as the IDX files do, to the same weights bit for bit."""
    try:
        import numpy
    except ImportError:
        return "skipped: there is no numpy"
    parts = {name: numpy.frombuffer(read_idx("data/" + file), numpy.uint8).reshape(n, SIDE, SIDE)
             for name, file, n in (("x_train", "train-images-idx3-ubyte", N_TRAINING),
                                   ("x_test", "t10k-images-idx3-ubyte", N_VALIDATION))}
    numpy.savez("stored.npz", **parts)
    numpy.savez_compressed("deflated.npz", **parts)
    for data in ("data", "stored.npz", "deflated.npz"):
        run("train", "simple", "--data", data, "--epochs", "1", "--quiet",
            "-o", data + ".hourglass")
    same_run("data.hourglass", "stored.npz.hourglass")
    same_run("data.hourglass", "deflated.npz.hourglass")
    check_sum(info("stored.npz"))
    return None


def test_sheet():
    """Tiles of 9×9 with gaps of 2 pixels and a margin of 2 around; what is chosen is kept."""
    def paint(x, y):
        column, row, left, top = x // 11, y // 11, x % 11 - 2, y % 11 - 2
        if left < 0 or top < 0:
            return 255, 255, 255
        shade = 25 * column + 30 * row
        return (200, 40, shade) if (left - 4) ** 2 + (top - 4) ** 2 < 10 + row else (0, 0, shade)

    write_pixels("sheet.png", 6 * 11 + 2, 4 * 11 + 2, paint)
    report = info("sheet.png")
    assert report["shape"] == [9, 9, 3] and report["read"] == 24, report
    assert (report["import"]["gap"], report["import"]["margin"]) == ("2x2", "2x2"), report
    assert any("2×2 before the first" in note for note in report["notes"]), report
    chosen = "--tile", "11", "--gap", "0", "--margin", "2x0"
    report = info("sheet.png", *chosen)
    assert report["shape"] == [11, 11, 3] and report["read"] == 24, report
    run("train", "simple", "--data", "sheet.png", *chosen, "--epochs", "1", "--quiet",
        "-o", "sheet.hourglass")
    kept = info("sheet.hourglass")["import"]
    assert kept == report["import"], (kept, report)
    run("reconstruct", "sheet.hourglass", "--data", "sheet.png", "--count", "2", "-o", "sheet.npy")


def test_tiles():
    """Real tiles of all kinds of PNG train the convolutional template in colour."""
    tiles = os.path.join(REAL_DATA, "crawl_tiles")
    if not os.path.isdir(tiles):
        return NOT_HERE
    report = info(tiles, "--no-alpha")
    check_sum(report)
    assert report["found"] == len(os.listdir(tiles)), report
    assert report["shape"] == [32, 32, 3], report
    run("train", "conv", "--data", tiles, "--no-alpha", "--epochs", "1", "--quiet",
        "-o", "t.hourglass")
    run("reconstruct", "t.hourglass", "--count", "5", "-o", "t.npy")
    assert read_npy("t.npy")[0] == (5, 32, 32, 3)
    return None


def test_heartbeats():
    """The ECG table trains the LSTM; its beats one after another are a recording."""
    table = os.path.join(REAL_DATA, "timeseries", "ECG5000_TRAIN.csv")
    if not os.path.isfile(table):
        return NOT_HERE
    report = info(table)
    check_sum(report)
    assert report["read"] == 500 and report["shape"] == [140, 1], report
    run("train", "seq2seq", "--data", table, "--epochs", "1", "--quiet", "-o", "e.hourglass")
    run("reconstruct", "e.hourglass", "--count", "2", "-o", "e.npy")
    assert read_npy("e.npy")[0] == (2, 140, 1)
    with open(table, encoding="utf-8") as file, open("r.csv", "w", encoding="utf-8") as out:
        for line in list(file)[:100]:
            out.write("\n".join(line.strip().split(",")[1:]) + "\n")
    report = info("r.csv", "--window", "140", "--stride", "20")
    check_sum(report)
    assert report["shape"] == [140, 1], report
    windows = (14000 - 140) // 20 + 1
    assert windows - 14 <= report["read"] <= windows, report
    run("train", "seq2seq", "--data", "r.csv", "--window", "140", "--stride", "140", "--epochs",
        "1", "--quiet", "-o", "r.hourglass")
    return None


def remove_samples(path, numbers):
    """As the window's data view does: their numbers stand in the project."""
    with open(path, "rb") as file:
        size, = struct.unpack("<Q", file.read(8))
        head, rest = json.loads(file.read(size)), file.read()
    head["__metadata__"]["removed_samples"] = json.dumps(numbers)
    text = json.dumps(head).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + rest)


def test_removed_samples():
    """What was removed is in no part, wherever the project's own data are used."""
    run("new", "simple", "--data", "data", "-o", "s.hourglass")
    remove_samples("s.hourglass", [1, N_TRAINING + 2, N_TRAINING + 3])
    assert lines_of(run("info", "s.hourglass", "--json"))[0]["removed"] == 3
    assert "removed 3 samples" in run("info", "s.hourglass").stdout
    run("train", "s.hourglass", "--epochs", "1", "--quiet")
    assert lines_of(run("info", "s.hourglass", "--json"))[0]["removed"] == 3
    for part, n in (("training", N_TRAINING - 1), ("validation", N_VALIDATION - 2)):
        run("encode", "s.hourglass", "--part", part, "-o", "codes.npy")
        assert read_npy("codes.npy")[0][0] == n, part
        assert "over %d %s samples" % (n, part) in run("evaluate", "s.hourglass", "--part",
                                                       part).stdout
    shutil.copytree("data", "others")
    run("train", "s.hourglass", "--data", "others", "--epochs", "1", "--quiet")
    assert lines_of(run("info", "s.hourglass", "--json"))[0]["removed"] == 0
    remove_samples("s.hourglass", [3, 2])
    wrong = subprocess.run([BINARY, "info", "s.hourglass"], capture_output=True, text=True,
                           timeout=PATIENCE, check=False)
    assert wrong.returncode == 1 and "ascending" in wrong.stderr, wrong.stderr


def test_factors():
    with open("f.csv", "w", encoding="utf-8") as file:
        file.write("age,a,b,c\n" + "".join("%d,%d,%d,%d.5\n" % (20 + row, row % 7, row % 5, row % 3)
                                           for row in range(30)))
    report = info("f.csv", "--factors", "age")
    check_sum(report)
    assert report["shape"] == [3] and report["import"]["factors"] == "age", report
    assert report["factors"] == [{"name": "age", "minimum": 20, "mean": 33, "maximum": 46}], report
    assert "factors age: 20 to 46, mean 33" in run("info", "f.csv", "--factors", "age").stdout
    run("train", "simple", "--data", "f.csv", "--factors", "age", "--epochs", "1", "--quiet", "-o",
        "f.hourglass")
    assert lines_of(run("info", "f.hourglass", "--json"))[0]["import"]["factors"] == "age"
    scores = lines_of(run("latent", "f.hourglass", "--part", "training", "--json"))[0]["factors"]
    assert 0 <= scores["mig"] <= 1 and 0 <= scores["sap"] <= 1, scores
    assert 0 <= scores["dci"]["disentanglement"] <= 1 and scores["dci"]["error"] > 0, scores
    assert "factors" not in lines_of(run("latent", "f.hourglass", "--json"))[0]
    assert "MIG 0." in run("latent", "f.hourglass", "--part", "training").stdout
    assert [factor["name"] for factor in info("built-in")["factors"]] == [
        "digit", "shear", "rotation", "width", "pressure", "softness"]


def test_cache():
    """Many pictures are decoded once; the cache is told, found again and emptied."""
    os.environ["XDG_CACHE_HOME"] = os.path.abspath("cache")
    os.makedirs("many")
    for number in range(1100):
        write_png("many/%d.png" % number, 4, 4, number)
    first = info("many")
    assert any("cache" in note for note in first["notes"]), first["notes"]
    assert info("many") == first
    assert "decoded images" in run("data").stdout
    assert "removed" in run("data", "--clear-cache").stdout
    assert os.listdir("cache/hourglass/data") == []
    assert "decoded images" not in run("data").stdout


def test_larger_than_memory():
    """20 GB, of which only a few samples are looked at."""
    with open("large.idx", "wb") as file:
        file.write(struct.pack(">BBBBIII", 0, 0, 8, 3, 25000000, 28, 28) + b"\xff" * 784)
        file.truncate(16 + 25000000 * 784)
    report = info("large.idx")
    check_sum(report)
    assert report["training"] == 22500000 and report["maximum"] == 1, report
    assert 0 < report["samples_read"] < 1000000, report
    assert "samples that are spread evenly" in run("info", "large.idx").stdout
    os.remove("large.idx")


run_tests([test_report, test_one, test_labels_of_folders, test_validation, test_choices, test_help, test_kept, test_own_data_anew, test_recording,
           test_phases, test_npz, test_sheet, test_tiles, test_heartbeats,
           test_removed_samples, test_factors, test_cache,
           test_larger_than_memory])
