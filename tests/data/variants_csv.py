"""The tables of make-variants.py."""
import gzip


class Tables:
    def __init__(self, variants, np, scale):
        self.variants, self.np, self.scale = variants, np, scale
        self.random = np.random.RandomState(5)

    def write(self, name, rows, header=None, separator=",", end="\n", mark=b"", decimal="."):
        lines = [] if header is None else [separator.join(header)]
        for row in rows:
            lines.append(separator.join(
                field if isinstance(field, str) else ("%r" % field).replace(".", decimal)
                for field in row))
        data = mark + (end.join(lines) + end).encode()
        path = self.variants.path("tables/" + name)
        with (gzip.open if name.endswith(".gz") else open)(path, "wb") as out:
            out.write(data)
        return "tables/" + name

    def write_lists(self):
        values = self.random.randn(30, 5).round(4)
        rows, expected = values.tolist(), self.scale(values)
        header = ["width", "height", "depth", "mass", "age"]
        for name, options in (
                ("plain.csv", {}), ("tabs.tsv", {"separator": "\t"}), ("windows.csv", {"end": "\r\n"}),
                ("mac.csv", {"end": "\r"}), ("packed.csv.gz", {}),
                ("marked.csv", {"mark": b"\xef\xbb\xbf"}),
                ("german.csv", {"separator": ";", "decimal": ","}),
                ("spaced.csv", {"separator": ", "}), ("blanks.txt", {"separator": "   "})):
            self.variants.add(self.write(name, rows, header, **options), expected)
        self.variants.add(self.write("nameless.csv", rows), expected[..., None])
        self.variants.add("tables/nameless.csv", expected, options="series=false")
        quoted = [['"%r"' % value for value in row] for row in rows]
        self.variants.add(self.write("quoted.csv", quoted, ['"a ""good"" one, really"', '"b"',
                                                            '"c\nd"', '"e"', '"f"']), expected)
        gaps = [list(row) for row in rows]
        gaps[3][2], gaps[7][0], gaps[11][4], gaps[20] = "", "NA", "nan", [1.5, 2.5]
        used = [i for i in range(30) if i not in (3, 7, 11, 20)]
        self.variants.add(self.write("gaps.csv", gaps, header), self.scale(values[used]))

    def write_labelled(self):
        np = self.np
        values = self.random.rand(40, 4).round(5)
        kinds = np.array([i * 7 % 3 for i in range(40)])
        words = ["setosa", "versicolor", "virginica"]
        rows = [row + [words[kind]] for row, kind in zip(values.tolist(), kinds)]
        header = ["a", "b", "c", "d", "species"]
        self.variants.add(self.write("words.csv", rows, header), values, labels=kinds, classes=3)
        self.variants.add(self.write("wordy.csv", rows), values[..., None], labels=kinds, classes=3)
        pixels = self.random.randint(0, 256, (40, 784))
        rows = [[int(kind)] + row for row, kind in zip(pixels.tolist(), kinds)]
        header = ["label"] + ["pixel%d" % i for i in range(784)]
        name = self.write("kaggle.csv", rows, header)
        self.variants.add(name, pixels / 255., labels=kinds, classes=3)
        self.variants.add(name, pixels.reshape(-1, 28, 28, 1) / 255., labels=kinds, classes=3,
                          options="size=28x28")
        self.variants.add(self.write("bare.csv", rows), pixels / 255., labels=kinds, classes=3)
        self.variants.add(self.write("unlabelled.csv", pixels.tolist(), header[1:]), pixels / 255.)
        shares = (pixels / 255.).round(6)
        rows = [[int(kind)] + row for row, kind in zip(shares.tolist(), kinds)]
        self.variants.add(self.write("shares.csv", rows, header), shares, labels=kinds, classes=3)
        odd = [row + [int(kind)] for row, kind in zip(values.tolist(), kinds + 5)]
        name = self.write("chosen.csv", odd, ["a", "b", "c", "d", "what"])
        self.variants.add(name, values, labels=kinds, classes=3, options="label-column=what")
        self.variants.add(name, self.scale(np.array(odd)), options="label-column=none")

    def write_series(self):
        np = self.np
        values = self.random.randn(30, 24).round(6)
        kinds = np.array([i * 5 % 2 for i in range(30)])
        for kind, labels in (("signs", kinds * 2 - 1), ("ones", kinds + 1)):
            rows = [[int(label)] + row for row, label in zip(values.tolist(), labels)]
            self.variants.add(self.write("ucr-%s.tsv" % kind, rows, separator="\t"),
                              self.scale(values)[..., None], labels=kinds, classes=2)

    def cut(self, values, window, stride):
        held = max(len(values) // 10, window)
        low, high = values[:-held].min(), values[:-held].max()
        scaled = (values - low) / (high - low)
        parts = []
        for part in (scaled[:-held], scaled[-held:]):
            parts.append(self.np.stack([part[i:i + window] for i in
                                        range(0, len(part) - window + 1, stride)]))
        return parts

    def write_recordings(self):
        values = self.random.randn(300, 2).round(5).cumsum(0).round(5)
        one = [[value] for value in values[:, 0].tolist()]
        self.variants.add(self.write("one.csv", one), *self.cut(values[:, :1], 30, 7))
        self.variants.add("tables/one.csv", *self.cut(values[:, :1], 40, 20),
                          options="window=40 stride=20")
        for name, times in (
                ("dated.csv", ["2024-05-01 12:%02d:%02d" % (i // 60, i % 60) for i in range(300)]),
                ("timed.csv", [i * .25 for i in range(300)]),
                ("german-times.csv", ["01.05.2024 12:%02d" % (i % 60) for i in range(300)])):
            rows = [[time] + row for time, row in zip(times, values.tolist())]
            self.variants.add(self.write(name, rows, ["time", "left", "right"]),
                              *self.cut(values, 25, 25), options="window=25 stride=25")
        rows = [["01.05.2024 12:%02d" % (i % 60), value[0]] for i, value in enumerate(one)]
        self.variants.add(self.write("german-sensor.csv", rows, ["Datum", "Wert"], ";", decimal=","),
                          *self.cut(values[:, :1], 25, 25), options="window=25 stride=25")


def write_tables(variants, np, scale):
    tables = Tables(variants, np, scale)
    tables.write_lists()
    tables.write_labelled()
    tables.write_series()
    tables.write_recordings()
