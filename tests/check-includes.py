#!/usr/bin/env python3
"""The arrows between the folders, and the one file that knows cblas.

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
    "ui": ("cblas", "engine/trainer", "engine/kernels", "engine/blas"),
}
# The window's main is where app meets ui.
COMPOSITION_ROOT = "app/main.c"
BLAS = "engine/blas.c"
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.M)


def sources(root):
    for folder in FOLDERS:
        for place, _, names in os.walk(os.path.join(root, folder)):
            for name in names:
                if name.endswith((".c", ".h", ".inc")):
                    path = os.path.relpath(os.path.join(place, name), root)
                    yield folder, path.replace(os.sep, "/")


def problems(root):
    for folder, path in sources(root):
        with open(os.path.join(root, path), encoding="utf-8") as source:
            included = INCLUDE.findall(source.read())
        for name in included:
            if name.startswith("cblas") and path != BLAS:
                yield "%s includes <%s>; only %s may" % (path, name, BLAS)
            elif path != COMPOSITION_ROOT and name.startswith(FORBIDDEN[folder]):
                yield "%s includes %s, which %s/ must not know" % (path, name, folder)


PLANTED = (
    ("engine/planted.c", '#include "ui/canvas.h"'),
    ("engine/planted.c", "#include <gtk/gtk.h>"),
    ("engine/planted.c", "#  include <gio/gio.h>"),
    ("engine/planted.h", '#include "data/dataset.h"'),
    ("engine/planted.c", "#include <cblas.h>"),
    ("data/planted.c", '#include "engine/shape.h"'),
    ("app/planted.c", "#include <adwaita.h>"),
    ("app/planted.c", '#include "ui/window.h"'),
    ("ui/planted.c", "#include <cblas.h>"),
    ("ui/planted.c", '#include "engine/trainer.h"'),
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
