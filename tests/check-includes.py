#!/usr/bin/env python3
"""The arrows between the folders and between the rooms of app, and the files that alone know a library.

usage: check-includes.py [ROOT]    checks a tree; silent when all is well
       check-includes.py --self-test [ROOT]    plants violations and wants them found
"""
import os
import re
import shutil
import sys
import tempfile

FOLDERS = ("engine", "data", "app", "ui")
# What a folder may not include, as beginnings of include paths.
FORBIDDEN = {
    "engine": ("data/", "app/", "ui/", "gtk/", "gdk/", "gsk/", "adwaita", "gio/", "glib-object",
               "cairo", "pango", "json-glib", "png", "zlib"),
    "data": ("engine/", "app/", "ui/", "gtk/", "gdk/", "gsk/", "adwaita", "gio/", "glib-object",
             "cairo", "pango", "json-glib", "cblas"),
    "app": ("ui/", "gtk/", "gdk/", "gsk/", "adwaita", "cblas"),
    "ui": ("cblas", "engine/training/trainer", "engine/kernels/", "engine/blas"),
}
# Which rooms of app/ each of them may include; the files beside the rooms are open to all.
ROOMS = {
    "project": (),
    "data": ("project",),
    "edit": ("project",),
    "checker": ("project", "data", "edit"),
    "document": ("project", "edit", "checker"),
    "training": ("project", "data", "checker", "document"),
    "ranks": (),
    "templates": ("project",),
    "runs": ("project", "data", "edit", "checker", "training"),
    "board": ("project", "training", "runs", "figures", "latent", "onnx"),
    "doctor": ("project", "data", "edit", "checker", "latent"),
    "figures": ("project",),
    "latent": ("project", "data", "training"),
    "onnx": ("project",),
    "export": ("project", "import", "onnx", "figures", "latent"),
    "import": ("project", "onnx"),
    "cli": ("project", "data", "edit", "checker", "document", "training", "templates", "figures",
            "export", "import", "latent", "runs", "board", "doctor", "ranks"),
}
# Headers of libraries that a single file knows.
SINGLE = {"cblas": "engine/blas.c", "mpi": "app/ranks/ranks-mpi.c"}
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.M)


def sources(root):
    for folder in FOLDERS:
        for place, _, names in os.walk(os.path.join(root, folder)):
            for name in names:
                if name.endswith((".c", ".h", ".inc")):
                    path = os.path.relpath(os.path.join(place, name), root)
                    yield folder, path.replace(os.sep, "/")


def room_of(path):
    parts = path.split("/")
    return parts[1] if parts[0] == "app" and len(parts) > 2 else None


def is_closed(path, name):
    """Whether @path in one room of app includes @name from a room it must not know."""
    own, other = room_of(path), room_of(name)
    return own and other and own != other and other not in ROOMS.get(own, ())


def problems(root):
    for folder, path in sources(root):
        with open(os.path.join(root, path), encoding="utf-8") as source:
            included = INCLUDE.findall(source.read())
        for name in included:
            only = SINGLE.get(name.removesuffix(".h"), path)
            if only != path:
                yield "%s includes <%s>; only %s may" % (path, name, only)
            elif name.startswith(FORBIDDEN[folder]):
                yield "%s includes %s, which %s/ must not know" % (path, name, folder)
            elif is_closed(path, name):
                yield "%s includes %s: see ROOMS in check-includes.py" % (path, name)


PLANTED = (
    ("engine/planted.c", '#include "ui/canvas.h"'),
    ("engine/planted.c", "#include <gtk/gtk.h>"),
    ("engine/planted.c", "#  include <gio/gio.h>"),
    ("engine/planted.h", '#include "data/dataset.h"'),
    ("engine/planted.c", "#include <cblas.h>"),
    ("app/planted.c", "#include <mpi.h>"),
    ("data/planted.c", '#include "engine/shape.h"'),
    ("app/planted.c", "#include <adwaita.h>"),
    ("app/planted.c", '#include "ui/window.h"'),
    ("app/document/planted.c", '#include "app/cli/inputs.h"'),
    ("app/figures/planted.c", '#include "app/training/session.h"'),
    ("ui/planted.c", "#include <cblas.h>"),
    ("ui/planted.c", '#include "engine/training/trainer.h"'),
)


def self_test(root):
    with tempfile.TemporaryDirectory() as copy:
        for folder in FOLDERS:
            shutil.copytree(os.path.join(root, folder), os.path.join(copy, folder))
        before = len(list(problems(copy)))
        for path, line in PLANTED:
            place = os.path.join(copy, path)
            with open(place, "w", encoding="utf-8") as planted:
                planted.write("/* planted */\n" + line + "\n")
            found = list(problems(copy))
            os.remove(place)
            if len(found) <= before:
                sys.exit("not found: %s in %s" % (line, path))


def main():
    words = [word for word in sys.argv[1:] if word != "--self-test"]
    root = words[0] if words else os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
    found = sorted(problems(root))
    if "--self-test" in sys.argv:
        self_test(root)
    print("\n".join(found), end="\n" if found else "")
    return bool(found)


sys.exit(main())
