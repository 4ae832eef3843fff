#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Files that lie, end early or are made to fill the memory, for every reader of the program.

usage: test-cli-hostile.py BINARY [TEST...]    prints TAP

Each is opened by a process of its own, whose memory and processor time are measured. It either ends
with one sentence, or reads what is sound and counts what is not: found = read + skipped.
"""
import gzip
import io
import json
import os
import resource
import socket
import struct
import subprocess
import tarfile
import zipfile
import zlib

from cli import BINARY, PATIENCE, read_safetensors, run, run_tests

SLOW = int(os.environ.get("HOURGLASS_TEST_SLOWNESS", "1"))
CORPUS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "fuzz", "corpus")

# More than the program itself takes, and what is read of a file of a few bytes.
SPARE_MEGABYTES = 200
# DEFLATE makes at most 1032 bytes of one; what is unpacked is there twice at most.
MEGABYTES_PER_MEGABYTE = 2 * 1032
SECONDS = 20 * SLOW
# What bombs unpack to.
BOMB = bytes(256 << 20)


def measure(*words, room=resource.RLIM_INFINITY):
    """The exit code, both outputs, and the largest memory in MB of a process that may have @room bytes."""
    def limit():
        resource.setrlimit(resource.RLIMIT_AS, (room, room))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    with open("out", "wb") as out, open("err", "wb") as err:
        process = subprocess.Popen([BINARY, *words], stdout=out, stderr=err, preexec_fn=limit)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    texts = []
    for name in ("out", "err"):
        with open(name, encoding="utf-8", errors="strict") as file:
            texts.append(file.read())
    return process.returncode, *texts, usage.ru_maxrss / 1024


def get_size(path):
    """Bytes of a file, or of those in a folder."""
    if not os.path.isdir(path):
        return os.path.getsize(path) if os.path.isfile(path) else 0
    return sum(os.lstat(os.path.join(place, name)).st_size
               for place, _, names in os.walk(path) for name in names)


def check(*words):
    """Runs it with the limits; returns its exit code and what it says."""
    # What nothing is read of but its beginning takes no memory, however much it unpacks to.
    size = 0 if "bomb.gz" in words[1] else get_size(words[1]) / (1 << 20)
    code, out, err, memory = measure(*words)
    what = "%s: %d, %d MB: %s%s" % (" ".join(words), code, memory, out, err)
    assert code in (0, 1), what
    # The memory of a sanitizer is its own.
    assert SLOW > 1 or memory < SPARE_MEGABYTES + MEGABYTES_PER_MEGABYTE * size, what
    if code == 1:
        assert out == "" and err.startswith("hourglass-cli: ") and err.count("\n") == 1, what
        assert err.rstrip()[-1] in ".)" and ". " in err, "what to do is missing: " + what
    return code, out + err


def refuse(path, says, *words):
    code, text = check("info", path, *words)
    assert code == 1 and says in text, (path, says, text)


def read(path, n_read, n_skipped, *words):
    """Opens it; what it says of what was skipped."""
    code, text = check("info", path, "--json", *words)
    assert code == 0, text
    report = json.loads(text)
    assert (report["read"], report["skipped"]) == (n_read, n_skipped), text
    assert report["found"] == n_read + n_skipped and len(report["skipped_list"]) == n_skipped, text
    return {entry["name"]: entry["reason"] for entry in report["skipped_list"]}


def write(path, contents):
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "wb") as file:
        file.write(contents)
    return path


def refuse_bytes(name, contents, says, *words):
    refuse(write(name, contents), says, *words)


def corpus(name):
    with open(os.path.join(CORPUS, name), "rb") as file:
        return file.read()


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width=8, height=8, rows=None, more=b"", shade=0):
    """A picture in colour; @rows in place of its own."""
    if rows is None:
        rows = b"".join(b"\0" + bytes((x * 20 + y * 3 + shade) % 256 for x in range(3 * width))
                        for y in range(height))
    return (b"\x89PNG\r\n\x1a\n"
            + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) + more
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def idx(kind, dims, values=b""):
    return struct.pack(">BBBB%dI" % len(dims), 0, 0, kind, len(dims), *dims) + values


def npy(kind, shape, values=b"", fortran=False):
    header = "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }" % (kind, fortran, shape)
    header = header.ljust(117) + "\n"
    return b"\x93NUMPY\1\0" + struct.pack("<H", len(header)) + header.encode() + values


def zipped(entries, method=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, contents in entries:
            archive.writestr(zipfile.ZipInfo(name), contents, method)
    return file.getvalue()


def tarred(entries):
    """Of (name, contents) or (name, type, link)."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for entry in entries:
            info = tarfile.TarInfo(entry[0])
            if len(entry) == 2:
                info.size = len(entry[1])
                archive.addfile(info, io.BytesIO(entry[1]))
            else:
                info.type, info.linkname = entry[1:]
                archive.addfile(info)
    return file.getvalue()


GOOD_IDX = idx(8, [4, 3, 3], bytes(range(36)))
GOOD_NPY = npy("|u1", (4, 3, 3), bytes(range(36)))
NOT_FINITE = (float("nan"), float("inf"), -float("inf"))


def test_nothing():
    refuse_bytes("empty", b"", "has no contents")
    refuse_bytes("one", b"x", "not of a known kind")
    os.mkdir("folder")
    refuse("folder", "is empty")
    os.makedirs("nested/in/folders")
    refuse("nested", "holds no samples")
    write("texts/a.txt", b"no picture")
    refuse("texts", "holds no data of a known kind")
    refuse("gone", "There is nothing at")
    os.symlink("gone", "dangling")
    refuse("dangling", "There is nothing at")
    os.symlink("circle", "circle")
    refuse("circle", "Too many levels of symbolic links")
    os.mkfifo("pipe")
    for path in ("pipe", "/dev/zero", "/dev/null"):
        refuse(path, "neither a file nor a folder")
    if os.geteuid() != 0:
        os.chmod(write("locked", GOOD_IDX), 0)
        refuse("locked", "may not be read")


def test_idx():
    for name, contents, says in [
            ("count", idx(8, [2**32 - 1, 28, 28], bytes(784)), "promises 4294967295×28×28"),
            ("all", idx(8, [2**32 - 1] * 3, bytes(784)), "promises"),
            ("axes", idx(8, [2] * 255, bytes(100)), "255 axes"),
            ("none", idx(8, [3, 0, 28]), "0 along axis 1"),
            ("short", GOOD_IDX[:-1], "ends before them"),
            ("long", GOOD_IDX + b"x", "continues after them"),
            ("cut.gz", gzip.compress(GOOD_IDX)[:-20], "ends early"),
            ("head.gz", gzip.compress(GOOD_IDX)[:11], "ends early"),
            ("sum.gz", gzip.compress(GOOD_IDX)[:-8] + b"12345678", "incorrect data check"),
            ("lying.gz", gzip.compress(idx(8, [2**31, 28, 28], bytes(784))), "ends before them"),
            ("bomb.gz", gzip.compress(idx(8, [2, 28, 28], BOMB)), "continues after them"),
            ("twice.gz", gzip.compress(gzip.compress(GOOD_IDX)), "not of a known kind")]:
        refuse_bytes("idx-" + name, contents, says)
    for value in NOT_FINITE:
        for kind, letter in ((13, "f"), (14, "d")):
            refuse_bytes("idx-value", idx(kind, [2, 2, 1], struct.pack(">4" + letter, 1, 2, value, 4)),
                         "idx-value: Sample 1 holds a value that is not a finite number")
    write("mnist/train-images-idx3-ubyte", GOOD_IDX)
    write("mnist/train-labels-idx1-ubyte", idx(8, [2**31], b"abc"))
    refuse("mnist", "promises 2147483648 values")


def test_npy():
    for name, contents, says in [
            ("count", npy("<f4", (99999999, 28, 28), bytes(784)), "promises"),
            ("overflow", npy("<f8", (4294967295, 4294967295, 4294967295), bytes(9)), "promises"),
            ("digits", npy("|u1", "(%s,)" % ("9" * 30), b"x"), "axes"),
            ("negative", npy("|u1", (-3, 4), b"x"), "header is damaged"),
            ("none", npy("|u1", (0, 4)), "size 0 along axis 0"),
            ("axes", npy("|u1", (1,) * 9, b"x"), "more than 4 axes"),
            ("objects", npy("|O", (3,), bytes(24)), "type |O"),
            ("short", GOOD_NPY[:-1], "35 bytes follow"),
            ("fortran", npy("<f4", (999999, 28, 28), bytes(784), True), "promises"),
            ("head", b"\x93NUMPY\2\0\xff\xff\xff\xff{'descr'", "header is damaged"),
            ("end", b"\x93NUMPY\1\0", "header is damaged")]:
        refuse_bytes("npy-" + name, contents, says)
    for value in NOT_FINITE:
        refuse_bytes("npy-value", npy("<f4", (2, 2), struct.pack("<4f", 1, 2, value, 4)),
                     "npy-value: Sample 1 holds a value that is not a finite number")
    refuse_bytes("npy-range", npy("<f8", (2, 2), struct.pack("<4d", 1, 1e308, -1e308, 4)),
                 "range of the values is too wide")


def test_npz():
    stored = zipped([("x_train.npy", GOOD_NPY)], zipfile.ZIP_STORED)
    size = struct.pack("<I", len(GOOD_NPY))
    for name, contents, says in [
            ("none", zipped([]), "not of a known kind"),
            ("cut", stored[:len(stored) // 2], "Truncated"),
            ("sizes", stored.replace(size, struct.pack("<I", 2**32 - 5)), "Truncated"),
            ("sum", stored.replace(GOOD_NPY, GOOD_NPY[:-1] + b"\xff"), "bad CRC"),
            ("lying", zipped([("x_train.npy", npy("<f8", (2000000000, 28), b"x"))]), "promises"),
            ("bomb", zipped([("x_train.npy", npy("|u1", (2, 3), BOMB))]), "promises 2×3"),
            ("labels", zipped([("x_train.npy", GOOD_NPY), ("y_train.npy", npy("|u1", (3,), b"abc"))]),
             "holds 3 labels"),
            ("value", zipped([("x_train.npy", npy("<f4", (1, 2), struct.pack("<2f", 1, NOT_FINITE[0])))]),
             "not a finite number")]:
        refuse_bytes("npz-" + name, contents, says)
    read(write("npz-out", zipped([("../../x_train.npy", GOOD_NPY)])), 4, 0)
    read(write("npz-root", zipped([("/etc/x_train.npy", GOOD_NPY)])), 4, 0)
    read(write("npz-name", stored.replace(b"x_train", b"x_tr\xff\xfen")), 4, 0)
    read(write("npz-classes", zipped([("x_train.npy", GOOD_NPY), (
        "y_train.npy", npy("<f8", (4,), struct.pack("<4d", *NOT_FINITE, 1)))])), 4, 0)


def test_tables():
    for name, contents, says in [
            ("ragged", b"".join(b"1," * row + b"1\n" for row in range(50)), "no column of numbers"),
            ("values", b"a,b\nnan,nan\ninf,-inf\n", "holds no sample that can be read"),
            ("range", b"a,b\n1e308,2\n-1e308,4\n", "not a finite number"),
            ("zero", b"1,2\n" * 500 + b"3,\0\n" + b"1,2\n" * 5000, "zero bytes"),
            ("wide", b"1," * (1 << 22), "at most 1000000 are read"),
            ("digits", b"1" * (1 << 22), "not of a known kind"),
            ("utf16", "a,b\n1,2\n3,4\n".encode("utf-16"), "UTF-16"),
            ("cut.gz", gzip.compress(b"1,2,3\n4,5,6\n" * 1000)[:-12], "ends early"),
            ("bomb.gz", gzip.compress(BOMB), "not of a known kind")]:
        refuse_bytes("csv-" + name, contents, says)
    skipped = read(write("csv-quote", b'1,2\n"3,4\n' + b"5,6\n" * 1000), 1001, 1)
    assert "quotation mark is not closed" in skipped["row 2"], skipped
    skipped = read(write("csv-rows", b"1,2,3\n4,5\n6,7,8,9\n10,nan,12\n13,14,inf\n4,5,6\n"), 2, 4)
    assert "2 fields" in skipped["row 2"] and "4 fields" in skipped["row 3"], skipped
    assert "no value" in skipped["row 4"] and "not a finite number" in skipped["row 5"], skipped
    recording = write("recording", b"".join(b"%d,%d\n" % (i, i % 7) for i in range(300)))
    refuse(recording, "too few for windows of 301", "--window", "301")


def lie(kind, width, height):
    """A small picture that claims to be another size."""
    data = bytearray(corpus("image/rgb." + kind))
    if kind == "jpeg":
        at = data.index(b"\xff\xc0")
        data[at + 5:at + 9] = struct.pack(">HH", height, width)
    elif kind == "gif":
        at = data.index(b"\x2c", 13)
        data[6:10] = data[at + 5:at + 9] = struct.pack("<HH", width, height)
    elif kind == "bmp":
        data[18:26] = struct.pack("<ii", width, height)
    elif kind == "webp":
        at = data.index(b"VP8 ")
        data[at + 14:at + 18] = struct.pack("<HH", width & 0x3fff, height & 0x3fff)
    else:
        directory, = struct.unpack_from("<I", data, 4)
        for entry in range(directory + 2, directory + 2 + 12 * data[directory], 12):
            tag, = struct.unpack_from("<H", data, entry)
            if tag in (256, 257):
                struct.pack_into("<HHII", data, entry, tag, 4, 1, width if tag == 256 else height)
    return bytes(data)


def bad_pictures():
    """Names of pictures that cannot be read, and what is said of each."""
    for kind in ("jpeg", "gif", "bmp", "webp", "tiff"):
        whole = corpus("image/rgb." + kind)
        yield kind + "-head", whole[:20], ""
        yield kind + "-cut", whole[:len(whole) * 3 // 4], "ends early"
        yield kind + "-absurd", lie(kind, 65535, 65535), ""
        yield kind + "-large", lie(kind, 16000, 8000), ""
    yield "bmp-packed", (b"BM" + struct.pack("<IHHI", 0, 0, 0, 54) + struct.pack(
        "<IiiHHIIiiII", 40, 16000, 16000, 1, 8, 1, 0, 0, 0, 0, 0)).ljust(80000, b"\1"), "ends early"
    yield "bmp-colours", corpus("image-sheet/colours.bmp"), "ends early"
    yield "png-absurd", corpus("image/absurd.png"), "damaged PNG"
    yield "png-large", png(30000, 30000, bytes(1000)), "30000×30000 pixels, and at most"
    yield "png-cut", png()[:60], "ends early"
    yield "png-none", png(0, 8, b""), "damaged PNG"
    yield "png-damaged", png()[:52] + b"\0\0\0\0" + png()[56:], "damaged PNG"


# Pictures that are read, though they are made to take memory or time.
LARGE_PICTURES = {
    "text": png(more=chunk(b"zTXt", b"a\0\0" + zlib.compress(BOMB))),
    "profile": png(more=chunk(b"iCCP", b"a\0\0" + zlib.compress(BOMB))),
    "pixels": png(rows=BOMB),
    "square": png(2900, 2900, bytes(8701 * 2900)),
}


def make_two(folder):
    write(folder + "/a.png", png())
    write(folder + "/b.png", png(shade=90))


def test_pictures():
    """In a folder they are skipped with a reason; alone they are refused."""
    bad = list(bad_pictures())
    make_two("bad")
    for name, contents, _ in bad:
        write("bad/" + name, contents)
    skipped = read("bad", 2, len(bad))
    for name, contents, says in bad:
        assert says in skipped[name], (name, skipped[name])
        refuse_bytes(name, contents, "cannot be read: ")
        refuse_bytes(name, contents, "cannot be read: ", "--tile", "2x2")
        write("zip-" + name, zipped([("a.png", png()), ("b.png", png(shade=90)), (name, contents)]))
        assert read("zip-" + name, 2, 1) == {name: skipped[name]}
    for name, contents in LARGE_PICTURES.items():
        make_two("large")
        write("large/c.png", contents)
        read("large", 3, 0)
        check("info", write(name, contents))
        check("info", name, "--tile", "8x8")
    refuse_bytes("sheet", png(64, 64), "larger than the picture", "--tile", "65x65")


def test_folder():
    """What is no picture is skipped; links are not followed in a circle or out of the folder."""
    make_two("home/odd")
    write("home/other.png", png(shade=30))
    os.mkfifo("home/odd/pipe.png")
    for name, target in [("zero.png", "/dev/zero"), ("lost.png", "nowhere"), ("loop.png", "loop.png"),
                         ("self", "."), ("out", ".."), ("root", "/")]:
        os.symlink(target, "home/odd/" + name)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("home/odd/socket.png")
    write("home/odd/empty.png", b"")
    write("home/odd/new\nline.png", png(shade=60))
    with open(b"home/odd/\xff\xfe.png", "wb") as file:
        file.write(png(shade=120))
    deep = "home/odd/" + "/".join(["d"] * 200)
    write(deep + "/a.png", png())
    n_locked = 0
    if os.geteuid() != 0:
        os.chmod(write("home/odd/locked.png", png()), 0)
        n_locked = 1
    skipped = read("home/odd", 4, 10 + n_locked)
    for name, says in [("pipe.png", "neither a file nor a folder"), ("zero.png", "neither"),
                       ("socket.png", "neither"), ("lost.png", "leads nowhere"),
                       ("loop.png", "leads nowhere"), ("self", "read already"),
                       ("out", "read already"), ("root", "read already"),
                       ("empty.png", "no contents")]:
        assert says in skipped[name], (name, skipped)
    assert any("nested too deeply" in reason for reason in skipped.values()), skipped


def test_archives():
    one, two = png(), png(shade=90)
    pair = [("cats/a.png", one), ("dogs/b.png", two)]
    whole = zipped(pair)
    odd = [("../../a.png", one), ("/abs/b.png", two), ("l.png", tarfile.SYMTYPE, "/etc/passwd"),
           ("h.png", tarfile.LNKTYPE, "../../a.png"), ("d.png", tarfile.CHRTYPE, ""),
           ("f.png", tarfile.FIFOTYPE, "")]
    lying = bytearray(tarred([("a.png", one)]))
    lying[124:136] = b"77777777777\0"
    lying[148:156] = b"        "
    lying[148:156] = b"%06o\0 " % sum(lying[:512])
    for name, contents, says in [
            ("cut.zip", whole[:len(whole) * 2 // 3], "Truncated"),
            ("head.zip", whole[:60], "Truncated"),
            ("text.zip", zipped([("a.txt", b"x")]), "holds no sample that can be read"),
            ("zip.zip", zipped([("a.zip", whole)]), "holds no sample that can be read"),
            ("cut.tar", tarred(pair)[:700], "Truncated"),
            ("cut.tar.gz", gzip.compress(tarred(pair))[:-40], "truncated gzip"),
            ("lying.tar", bytes(lying), "Truncated"),
            ("lying.tar.gz", gzip.compress(bytes(lying)), "Truncated"),
            ("links.tar", tarred(odd[2:]), "holds no samples")]:
        refuse_bytes(name, contents, says)
    read(write("out.zip", zipped([("../../../a.png", one), ("/etc/b.png", two)])), 2, 0,
         "--labels", write("l.csv", b"file,label\na.png,x\nb.png,y\n"))
    read(write("name.zip", whole.replace(b"cats/a.png", b"c\xffts/\xfe.png")), 2, 0)
    read(write("odd.tar", tarred(odd)), 1, 1)
    read(write("odd.tar.gz", gzip.compress(tarred(odd))), 1, 1)
    for name, contents in [("a.txt", BOMB), ("c.png", one[:33] + BOMB)]:
        skipped = read(write("bomb.zip", zipped([(name, contents)] + pair)), 2, 1)
        assert name in skipped, skipped
    assert not os.path.exists("/etc/b.png") and sorted(os.listdir(".."))


def packed_files():
    """Files that unpack to 320 MB, with their names."""
    rest = BOMB + BOMB[:64 << 20]
    array = npy("|u1", (len(rest), 1)) + rest
    yield "array.npy.gz", gzip.compress(array, 1)
    yield "array.npz", zipped([("x_train.npy", array)])
    yield "images-idx3-ubyte.gz", gzip.compress(idx(8, [len(rest) // 1024, 32, 32]) + rest, 1)
    yield "table.csv.gz", gzip.compress(b"1,2,3\n" * (len(rest) // 6), 1)
    yield "pictures.tar.gz", gzip.compress(
        tarred([("%d.png" % number, png() + BOMB[:160 << 20]) for number in range(2)]), 1)


def test_room():
    """What unpacks to more than there is memory for ends with a sentence that says how much is too much."""
    if SLOW > 1:
        return  # a sanitizer has more memory than this
    for name, contents in packed_files():
        code, _, err, _ = measure("info", write(name, contents), room=512 << 20)
        assert code == 1 and "unpacks to more than" in err and err.count("\n") == 1, (name, code, err)
    for entries in [[("%d.png" % number, png() + BOMB[:255 << 20]) for number in range(5)],
                    [("%d.bin" % number, BOMB) for number in range(5)]]:
        refuse_bytes("bomb.tar.gz", gzip.compress(tarred(entries), 6), "made to fill the memory")


def test_labels():
    for number in range(4):
        write("lab/%d.png" % number, png(shade=number * 20))
    for contents in (b"", b"0.png\n1.png\n", b"file,label\n../lab/0.png,a\n/etc/passwd,b\n",
                     os.urandom(4000), b"file,label\n" + b"x" * (1 << 22) + b",a\n"):
        refuse("lab", "names none of the images", "--labels", write("t.csv", contents))
    for contents, n_read in [
            (b"file,label\n0.png,a\n1.png\n2.png,b,c\n3.png,d\n", 3),
            (b"file,label\n0.png,\xff\n1.png,\xfe\n2.png,a\n3.png,b\n", 4),
            (b"file,label\n0.png,nan\n1.png,inf\n2.png,1\n3.png,2\n", 4)]:
        read("lab", n_read, 4 - n_read, "--labels", write("t.csv", contents))
    bomb = write("bomb.gz", gzip.compress(b"file,label\n" + b"0.png,a\n" * (1 << 23)))
    code, _, _, memory = measure("info", "lab", "--labels", bomb)
    assert code == 0 and (SLOW > 1 or memory < SPARE_MEGABYTES + 128), memory
    cut = gzip.compress(b"file,label\n0.png,a\n" * 1000)[:-10]
    os.mkfifo("pipe")
    for table, says in [(write("cut.gz", cut), "ends early"), ("pipe", "neither a file nor a folder"),
                        ("lab", "is a folder"), ("gone", "There is nothing at"),
                        ("/dev/zero", "neither a file nor a folder")]:
        refuse("lab", says, "--labels", table)


def pack(header, body=b"", size=None):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text) if size is None else size) + text + body


def damage(good):
    """Files of tensors, and what is said of each."""
    size, = struct.unpack("<Q", good[:8])
    header, body = json.loads(good[8:8 + size]), good[8 + size:]
    name = next(name for name in header if name != "__metadata__" and header[name]["shape"])

    def change(**entries):
        return pack({**header, name: {**header[name], **entries}}, body)

    yield good[:-100], "cut short"
    yield good[:size // 2], "cut short"
    yield struct.pack("<Q", 2**63) + good[8:], "cut short"
    yield struct.pack("<Q", 2**40) + good[8:], "cut short"
    yield pack(b'{"a":' * 500000), "not JSON"
    yield pack(b'{"\xff":1}  '), "not JSON"
    yield change(shape=[2**40, 2**40]), "shape"
    yield change(shape=[-1]), "shape"
    yield change(data_offsets=[0, 2**62]), "cut short"
    yield change(data_offsets=[-8, 8]), "no place"
    yield change(dtype="X9"), "type"
    yield good + b"x" * 64, "belong to nothing"


def test_projects():
    run("train", "simple", "--data", "data", "--epochs", "1", "--quiet", "-o", "p.hourglass")
    run("export", "p.hourglass", "-o", "p.safetensors")
    for good, commands in [("p.hourglass", (["info"], ["evaluate"], ["train"])),
                           ("p.safetensors", (["import", "--force"],))]:
        with open(good, "rb") as file:
            whole = file.read()
        bad = "bad" + os.path.splitext(good)[1]
        for contents, says in damage(whole):
            write(bad, contents)
            for command in commands:
                code, text = check(command[0], bad, *command[1:])
                assert code == 1 and says in text, (command, says, text)
    with open("p.hourglass", "rb") as file:
        whole = bytearray(file.read())
    whole[-4:] = struct.pack("<f", NOT_FINITE[0])
    code, text = check("info", write("bad.hourglass", bytes(whole)))
    assert code == 1 and "is damaged" in text, text
    assert read_safetensors("p.hourglass")[0]["format"] == "hourglass"
    os.mkfifo("pipe.hourglass")
    assert subprocess.run([BINARY, "info", "pipe.hourglass"], timeout=PATIENCE,
                          capture_output=True).returncode == 1


run_tests([test_nothing, test_idx, test_npy, test_npz, test_tables, test_pictures, test_folder,
           test_archives, test_labels, test_room, test_projects])
