"""The images of make-variants.py: every kind and depth, every way to lay them out."""
import io
import os
import struct
import tarfile
import zipfile
import zlib

HEIGHT, WIDTH, COUNT = 7, 9, 12
ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
         (0, 1, 1, 2))


def mixed(names):
    """The order that data/images/image-list.c brings files into."""
    def key(name):
        value = 0xcbf29ce484222325
        for byte in name.encode():
            value = (value ^ byte) * 0x100000001b3 % 2 ** 64
        return value, name
    return sorted(names, key=key)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(
        ">I", zlib.crc32(kind + data))


def pack_rows(np, values, bits):
    """Rows of samples [height, width, channels] as PNG packs them, each behind filter 0."""
    out = b""
    for row in values.reshape(len(values), -1):
        if bits == 16:
            data = row.astype(">u2").tobytes()
        else:
            digits = (row[:, None] >> np.arange(bits - 1, -1, -1)) & 1
            data = np.packbits(digits.astype("u1")).tobytes()
        out += b"\0" + data
    return out


def make_png(np, values, bits, colour, interlaced=False, more=b""):
    height, width = values.shape[:2]
    if interlaced:
        passes = [values[y::dy, x::dx] for x, y, dx, dy in ADAM7]
        rows = b"".join(pack_rows(np, part, bits) for part in passes if part.size)
    else:
        rows = pack_rows(np, values, bits)
    header = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, int(interlaced))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + more
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def make_tiff(np, values, bits, order="<", packed=False, turn=1, tile=0, alpha=2):
    """A TIFF of strips of 3 rows or of square tiles; values [height, width, channels]: grey or
    RGB, and alpha, with which colours are multiplied where it is 1."""
    height, width, channels = values.shape
    rows = values.astype("u1" if bits == 8 else order + "u2")
    if tile:
        rows = np.pad(rows, ((0, -height % tile), (0, -width % tile), (0, 0)))
        strips = [rows[y:y + tile, x:x + tile].tobytes()
                  for y in range(0, height, tile) for x in range(0, width, tile)]
    else:
        strips = [rows[y:y + 3].tobytes() for y in range(0, height, 3)]
    strips = [zlib.compress(strip) for strip in strips] if packed else strips
    tags = {256: (4, [width]), 257: (4, [height]), 258: (3, [bits] * channels),
            259: (3, [8 if packed else 1]), 262: (3, [2 if channels > 2 else 1]),
            274: (3, [turn]), 277: (3, [channels]), 284: (3, [1])}
    places, lengths = [0] * len(strips), [len(strip) for strip in strips]
    if tile:
        tags |= {322: (4, [tile]), 323: (4, [tile]), 324: (4, places), 325: (4, lengths)}
    else:
        tags |= {273: (4, places), 278: (4, [3]), 279: (4, lengths)}
    if channels % 2 == 0:
        tags[338] = (3, [alpha])

    def write():
        place = 8 + 2 + 12 * len(tags) + 4
        entries, more = b"", b""
        for tag, (kind, numbers) in sorted(tags.items()):
            data = struct.pack(order + "%d%s" % (len(numbers), "HI"[kind == 4]), *numbers)
            entries += struct.pack(order + "HHI", tag, kind, len(numbers))
            if len(data) > 4:
                entries += struct.pack(order + "I", place + len(more))
                more += data
            else:
                entries += data.ljust(4, b"\0")
        return struct.pack(order + "H", len(tags)) + entries + bytes(4) + more

    at = 8 + len(write())
    for number, strip in enumerate(strips):
        places[number] = at
        at += len(strip)
    return ((b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8) + write()
            + b"".join(strips))


class Images:
    def __init__(self, variants, Image, np):
        self.variants, self.Image, self.np = variants, Image, np
        self.random = np.random.RandomState(3)

    def pixels(self, channels, high=256, shape=(HEIGHT, WIDTH)):
        return self.random.randint(0, high, shape + (channels,))

    def write_folder(self, folder, files, expected, labels=None, classes=0, options="",
                     tolerance=1e-6):
        """@files: name to bytes; @expected: name to samples."""
        for name, data in files.items():
            with open(self.variants.path(os.path.join(folder, name)), "wb") as out:
                out.write(data)
        self.expect(folder, expected, labels, classes, options, tolerance)

    def expect(self, path, expected, labels=None, classes=0, options="", tolerance=1e-6):
        order = mixed(expected)
        samples = self.np.stack([expected[name] for name in order]) / 255.
        self.variants.add(path, samples, labels=self.np.array(
            [labels[name] for name in order]) if labels else None, classes=classes,
            options=options, tolerance=tolerance)

    def encode(self, pixels, kind, **options):
        out = io.BytesIO()
        squeezed = pixels[..., 0] if pixels.shape[-1] == 1 else pixels
        self.Image.fromarray(squeezed.astype("u1")).save(out, kind, **options)
        return out.getvalue()

    def in_bytes(self, values, bits):
        """As 8 bits have it; of 16 bits nothing is lost."""
        values = values * 255. / (2 ** bits - 1)
        return values if bits == 16 else self.np.floor(values + .5)

    def write_pngs(self):
        np = self.np
        for bits in (1, 2, 4, 8, 16):
            for interlaced in (False, True):
                files, expected = {}, {}
                for i in range(COUNT):
                    values = self.pixels(1, 2 ** bits)
                    values[0, 0], values[0, 1] = 0, 2 ** bits - 1
                    files["%d.png" % i] = make_png(np, values, bits, 0, interlaced)
                    expected["%d.png" % i] = self.in_bytes(values, bits)
                self.write_folder("png/grey-%d%s" % (bits, "-interlaced" * interlaced), files,
                                  expected)
        files, expected = {}, {}
        for i in range(COUNT):
            bits = 8 + 8 * (i % 2)
            values = self.pixels(1, 2 ** bits)
            files["%d.png" % i] = make_png(np, values, bits, 0)
            expected["%d.png" % i] = self.in_bytes(values, bits)
        self.write_folder("png/grey-8-and-16", files, expected)
        for colour, channels, word in ((2, 3, "rgb"), (4, 2, "grey-alpha"), (6, 4, "rgba")):
            for bits in (8, 16):
                files, expected = {}, {}
                for i in range(COUNT):
                    values = self.pixels(channels, 2 ** bits)
                    files["%d.png" % i] = make_png(np, values, bits, colour, bits == 16)
                    scaled = self.in_bytes(values, bits)
                    expected["%d.png" % i] = (scaled[..., [0, 0, 0, 1]] if channels == 2
                                              else scaled)
                self.write_folder("png/%s-%d" % (word, bits), files, expected)
        for bits in (1, 2, 4, 8):
            files, expected = {}, {}
            for i in range(COUNT):
                palette = self.random.randint(0, 256, (2 ** bits, 3))
                values = self.pixels(1, 2 ** bits)
                files["%d.png" % i] = make_png(
                    np, values, bits, 3, more=chunk(b"PLTE", palette.astype("u1").tobytes()))
                expected["%d.png" % i] = palette[values[..., 0]]
            self.write_folder("png/palette-%d" % bits, files, expected)

    def write_gifs(self):
        """Of more than one picture, with holes, and of more different rows than there are codes."""
        np = self.np
        for name, options in (("rows", {"interlace": 0}), ("interlaced", {"interlace": 1}),
                              ("holes", {"transparency": 7}), ("frames", {})):
            files, expected = {}, {}
            for i in range(COUNT):
                pictures = []
                for _ in range(3):
                    picture = self.Image.fromarray(self.pixels(1, 256)[..., 0].astype("u1"))
                    picture = picture.resize((203, 117), self.Image.NEAREST).convert("P")
                    noise = np.random.RandomState(i).randint(0, 256, (117, 203)).astype("u1")
                    picture.putpalette([value * step % 256 for value in range(256) for step in (3, 5, 7)])
                    picture.putdata((np.asarray(picture) ^ noise).ravel())
                    pictures.append(picture)
                file = io.BytesIO()
                if name == "frames":
                    options = {"save_all": True, "append_images": pictures[1:]}
                pictures[0].save(file, "GIF", **options)
                files["%d.gif" % i] = file.getvalue()
                decoded = np.asarray(self.Image.open(io.BytesIO(file.getvalue())).convert("RGBA")).copy()
                decoded[decoded[..., 3] == 0] = 0
                expected["%d.gif" % i] = decoded if name == "holes" else decoded[..., :3]
            self.write_folder("gif/" + name, files, expected)

    def write_others(self):
        np = self.np
        y, x = np.mgrid[0:16, 0:24]
        for kind, options, tolerance in (
                ("BMP", {}, 1e-6), ("TIFF", {}, 1e-6), ("GIF", {}, 1e-6),
                ("WEBP", {"lossless": True}, 1e-6),
                ("JPEG", {"quality": 95, "subsampling": 0}, .02)):
            files, expected = {}, {}
            for i in range(COUNT):
                pixels = np.stack((x * 10, y * 15, (x + y) * 6), -1) * (i + 3) // 15
                if kind == "GIF":
                    pixels = pixels // 64 * 64
                data = self.encode(pixels, kind, **options)
                files["%d.bin" % i] = data
                decoded = self.Image.open(io.BytesIO(data)).convert("RGB")
                expected["%d.bin" % i] = np.asarray(decoded)
            self.write_folder("kinds/" + kind.lower(), files, expected, tolerance=tolerance)
        self.write_gifs()
        files, expected = {}, {}
        for turn in range(1, 9):
            exif = self.Image.Exif()
            exif[0x112] = turn
            pixels = np.stack((x * 10, y * 15, (x + y) * 6), -1)[:16, :16]
            from PIL import ImageOps
            for kind, options in (("JPEG", {"quality": 95, "subsampling": 0}), ("PNG", {})):
                name = "%d.%s" % (turn, kind)
                files[name] = self.encode(pixels, kind, exif=exif, **options)
                expected[name] = np.asarray(
                    ImageOps.exif_transpose(self.Image.open(io.BytesIO(files[name]))))
        self.write_folder("kinds/turned", files, expected, tolerance=.02)

    def write_tiled(self, channels, bits, folder):
        """Tiles larger and smaller than what they cover; one image with colours times alpha."""
        np, largest = self.np, 2 ** bits - 1
        files, expected = {}, {}
        for i in range(COUNT):
            values = self.pixels(channels, 2 ** bits, (20, 37))
            shown = values.copy()
            if channels % 2 == 0 and i % 2:
                alpha = values[..., -1:]
                values[..., :-1] = values[..., :-1] * alpha // largest
                shown[..., :-1] = np.where(
                    alpha == 0, values[..., :-1], np.minimum(
                        (values[..., :-1] * largest + alpha // 2) // np.maximum(alpha, 1), largest))
            files["%d.tif" % i] = make_tiff(np, values, bits, "<>"[i % 2], i % 3 == 0,
                                            tile=16 * (1 + i % 2), alpha=2 - i % 2)
            scaled = self.in_bytes(shown, bits)
            expected["%d.tif" % i] = scaled[..., [0, 0, 0, 1]] if channels == 2 else scaled
        self.write_folder(folder, files, expected)

    def write_tiffs(self):
        np = self.np
        for channels, word in ((1, "grey"), (2, "grey-alpha"), (3, "rgb"), (4, "rgba")):
            for bits in (8, 16):
                files, expected = {}, {}
                for i in range(COUNT):
                    values = self.pixels(channels, 2 ** bits)
                    files["%d.tif" % i] = make_tiff(np, values, bits, "<>"[i % 2], i % 3 == 0)
                    scaled = self.in_bytes(values, bits)
                    expected["%d.tif" % i] = scaled[..., [0, 0, 0, 1]] if channels == 2 else scaled
                self.write_folder("tiff/%s-%d" % (word, bits), files, expected)
                self.write_tiled(channels, bits, "tiff/%s-tiled-%d" % (word, bits))
        files, expected = {}, {}
        for turn, change in enumerate((
                lambda a: a, np.fliplr, lambda a: a[::-1, ::-1], np.flipud,
                lambda a: a.swapaxes(0, 1), lambda a: np.rot90(a, -1),
                lambda a: np.rot90(a, 2).swapaxes(0, 1), np.rot90), 1):
            for bits in (8, 16):
                values = self.pixels(1, 2 ** bits, (HEIGHT, HEIGHT))
                name = "%d-%d.tif" % (turn, bits)
                files[name] = make_tiff(np, values, bits, turn=turn)
                expected[name] = self.in_bytes(change(values), bits)
        self.write_folder("tiff/turned", files, expected)
        for mode, options in (("P", {}), ("1", {}), ("1", {"compression": "group4"}),
                              ("RGB", {"compression": "tiff_lzw"}),
                              ("RGB", {"compression": "packbits"})):
            files, expected = {}, {}
            for i in range(COUNT):
                picture = self.Image.fromarray(self.pixels(3).astype("u1")).convert(mode)
                out = io.BytesIO()
                picture.save(out, "TIFF", **options)
                files["%d.tif" % i] = out.getvalue()
                shown = np.asarray(picture.convert("L" if mode == "1" else "RGB"))
                expected["%d.tif" % i] = shown.reshape(shown.shape[:2] + (-1,))
            self.write_folder("tiff/%s%s" % (mode, options.get("compression", "")), files, expected)

    def make_classes(self):
        files, expected, labels = {}, {}, {}
        for i in range(20):
            name = "%s/%d.png" % (("cat", "dog", "owl")[i % 3], i)
            pixels = self.pixels(3)
            files[name], expected[name] = self.encode(pixels, "PNG"), pixels
            labels[name] = i % 3
        return files, expected, labels

    def write_layouts(self):
        files, expected, labels = self.make_classes()
        self.write_folder("layouts/classes", files, expected, labels, 3)
        grey = {name: self.np.asarray(self.Image.fromarray(pixels.astype("u1")).convert("L"))[
            ..., None] for name, pixels in expected.items()}
        self.expect("layouts/classes", grey, labels, 3, "grey=true", 1e-6)
        with zipfile.ZipFile(self.variants.path("layouts/stored.zip"), "w") as out:
            for name, data in files.items():
                out.writestr(name, data)
        self.expect("layouts/stored.zip", expected, labels, 3)
        with zipfile.ZipFile(self.variants.path("layouts/deflated.zip"), "w",
                             zipfile.ZIP_DEFLATED) as out:
            for name, data in files.items():
                out.writestr("pets/" + name, data)
        self.expect("layouts/deflated.zip", {"pets/" + name: pixels for name, pixels
                                             in expected.items()},
                    {"pets/" + name: label for name, label in labels.items()}, 3)
        for name, mode in (("layouts/plain.tar", "w"), ("layouts/packed.tar.gz", "w:gz")):
            with tarfile.open(self.variants.path(name), mode) as out:
                for entry, data in files.items():
                    info = tarfile.TarInfo(entry)
                    info.size = len(data)
                    out.addfile(info, io.BytesIO(data))
            self.expect(name, expected, labels, 3)
        self.write_parts(files, expected, labels)
        self.write_table(files, expected, labels)

    def write_parts(self, files, expected, labels):
        folder, parts = "layouts/parts", {"train": [], "test": []}
        for i, name in enumerate(files):
            part = "test" if i >= 15 else "train"
            parts[part].append(part + "/" + name)
            with open(self.variants.path("%s/%s/%s" % (folder, part, name)), "wb") as out:
                out.write(files[name])
        samples, classes = {}, {}
        for part, names in parts.items():
            order = [name.split("/", 1)[1] for name in mixed(names)]
            samples[part] = self.np.stack([expected[name] for name in order]) / 255.
            classes[part] = [labels[name] for name in order]
        self.variants.add(folder, samples["train"], samples["test"], classes["train"],
                          classes["test"], 3)

    def write_table(self, files, expected, labels):
        flat = {name.replace("/", "-"): data for name, data in files.items()}
        rows = ["id,class"] + ["%s,%s" % (name.replace("/", "-"), "abc"[label])
                               for name, label in labels.items()]
        flat["labels.csv"] = "\r\n".join(rows).encode()
        self.write_folder("layouts/table", flat,
                          {name.replace("/", "-"): pixels for name, pixels in expected.items()},
                          {name.replace("/", "-"): label for name, label in labels.items()}, 3)

    def write_sizes(self):
        from PIL import ImageOps
        files, pictures = {}, {}
        for i in range(COUNT):
            pixels = self.pixels(3, shape=(8, 12))
            name = "%d.png" % i
            files[name] = self.encode(pixels, "PNG")
            pictures[name] = self.Image.fromarray(pixels.astype("u1"))
        triangle = self.Image.BILINEAR
        for options, change in (
                ("size=6x4 fit=stretch", lambda image: image.resize((6, 4), triangle)),
                ("size=4x4 fit=crop", lambda image: image.crop((2, 0, 10, 8)).resize((4, 4), triangle)),
                ("size=6x6 fit=pad", lambda image: ImageOps.pad(image, (6, 6), triangle)),
                ("size=24x8 fit=stretch", lambda image: image.resize((24, 8), triangle))):
            folder = "sizes/" + options.replace(" ", "-").replace("=", "-")
            self.write_folder(folder, files, {
                name: self.np.asarray(change(image)) for name, image in pictures.items()},
                options=options, tolerance=1.01 / 255)

    def write_grid(self, name, tiles, gap, margin, colour, options):
        """4 rows of 6 tiles with gaps between them, as torchvision's make_grid() and ImageMagick's
        montage lay them out."""
        side = tiles.shape[1] + gap
        sheet = self.np.full((4 * side - gap + 2 * margin, 6 * side - gap + 2 * margin, 3), colour)
        for i, tile in enumerate(tiles):
            y, x = margin + i // 6 * side, margin + i % 6 * side
            sheet[y:y + side - gap, x:x + side - gap] = tile
        path = "sheets/%s.png" % name
        with open(self.variants.path(path), "wb") as out:
            out.write(self.encode(sheet, "PNG"))
        self.variants.add(path, tiles / 255., options=options)

    def write_sheets(self):
        np = self.np
        for tile, name in ((16, "noisy"), (10, "rimmed")):
            tiles = np.stack([np.clip(self.random.randint(0, 256, (1, 1, 3)) + self.random.randint(
                -20, 20, (tile, tile, 3)), 0, 255) for _ in range(24)])
            if name == "rimmed":
                tiles[:, :2] = tiles[:, -2:] = tiles[:, :, :2] = tiles[:, :, -2:] = 0
            sheet = tiles.reshape(4, 6, tile, tile, 3).transpose(0, 2, 1, 3, 4).reshape(
                4 * tile, 6 * tile, 3)
            path = "sheets/%s.png" % name
            with open(self.variants.path(path), "wb") as out:
                out.write(self.encode(sheet, "PNG"))
            self.variants.add(path, tiles / 255.)
            for gap, margin, colour in ((2, 2, 0), (4, 2, 255), (1, 0, 255), (0, 3, 255)):
                for options in ("", "tile=%d gap=%d margin=%d" % (tile, gap, margin)):
                    self.write_grid("%s-%d-%d-%d" % (name, gap, margin, colour), tiles, gap, margin,
                                    colour, options)
        deep = self.pixels(3, 2 ** 16, (32, 48))
        y, x = np.mgrid[0:200, 0:200]
        table = np.full((161, 241), 255)
        table[::40] = table[:, ::40] = 128
        for name, single in (("table", table), ("disc", (np.hypot(x - 100, y - 100) < 60) * 180 + 20),
                             ("bar", (abs(x - 90) < 10) * 160 + y * .37),
                             ("hills", np.sin(x / 31) * 60 + np.cos(y / 17 + x / 40) * 60 + 120)):
            file = "sheets/%s.tiff" % name
            single = single.astype("u1")[..., None]
            with open(self.variants.path(file), "wb") as out:
                out.write(make_tiff(np, single, 8, tile=100 - 100 % 16))
            self.variants.add(file, single[None] / 255., single[None] / 255.)
        with open(self.variants.path("sheets/deep.png"), "wb") as out:
            out.write(make_png(np, deep, 16, 2))
        self.variants.add("sheets/deep.png", deep.reshape(4, 8, 6, 8, 3).transpose(
            0, 2, 1, 3, 4).reshape(24, 8, 8, 3) / 65535., options="tile=8x8")
        halves = sheet.reshape(8, 5, 12, 5, 3).transpose(0, 2, 1, 3, 4).reshape(96, 5, 5, 3)
        used = halves[[tile.min() < tile.max() for tile in halves]]
        self.variants.add(path, used / 255., options="tile=5x5")


def write_images(variants, Image, np, scale):
    images = Images(variants, Image, np)
    images.write_pngs()
    images.write_others()
    images.write_tiffs()
    images.write_layouts()
    images.write_sizes()
    images.write_sheets()
