#!/usr/bin/env python3
"""Debian 12's libraries are the floor: newer API is a compile error.

usage: check-floor.py BUILD_FOLDER

Reads the build's own compile commands: every file of ours is compiled under
GLib's limit, every file that sees GTK or libadwaita under theirs. Then proves
that the limits bite: a function that came with a version compiles under that
version's limit and no longer under the one before it.
"""
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile

FLOOR = {
    "GLIB_VERSION_MAX_ALLOWED": "GLIB_VERSION_2_74",
    "GDK_VERSION_MAX_ALLOWED": "GDK_VERSION_4_8",
    "ADW_VERSION_MAX_ALLOWED": "ADW_VERSION_1_2",
}
WINDOW = ("GDK_VERSION_MAX_ALLOWED", "ADW_VERSION_MAX_ALLOWED")
# Package, macro, header, a call that came with the floor, the limit before it.
BITES = (
    ("glib-2.0", "GLIB_VERSION_MAX_ALLOWED", "glib.h",
     "g_ptr_array_new_null_terminated (1, NULL, TRUE)", "GLIB_VERSION_2_72"),
    ("gtk4", "GDK_VERSION_MAX_ALLOWED", "gtk/gtk.h",
     "gtk_picture_get_content_fit (NULL)", "GDK_VERSION_4_6"),
    ("libadwaita-1", "ADW_VERSION_MAX_ALLOWED", "adwaita.h",
     "adw_entry_row_new ()", "ADW_VERSION_1_1"),
)


def defined(arguments):
    return dict(word[2:].split("=", 1) for word in arguments
                if word.startswith("-D") and "=" in word)


def unlimited(folder):
    """Files that are compiled without a limit, or with another."""
    with open(os.path.join(folder, "compile_commands.json"), encoding="utf-8") as listing:
        for entry in json.load(listing):
            arguments = shlex.split(entry["command"])
            macros = defined(arguments)
            sees_window = any(re.search(r"-I.*(gtk-4\.0|libadwaita-1)$", word)
                              for word in arguments)
            for macro, limit in FLOOR.items():
                if (macro not in WINDOW or sees_window) and macros.get(macro) != limit:
                    yield "%s: compiled with %s=%s, not %s" % (
                        entry["file"], macro, macros.get(macro), limit)


def compiles(package, macro, limit, header, call):
    flags = subprocess.run(["pkg-config", "--cflags", package], capture_output=True,
                           text=True, check=True).stdout
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "use.c")
        with open(path, "w", encoding="utf-8") as source:
            source.write("#include <%s>\nvoid use (void);\nvoid\nuse (void)\n{\n  %s;\n}\n"
                         % (header, call))
        command = shlex.split(os.environ.get("CC", "cc")) + shlex.split(flags)
        command += ["-Werror", "-Wno-unused-value", "-D%s=%s" % (macro, limit), "-fsyntax-only", path]
        return subprocess.run(command, capture_output=True, text=True, check=False).returncode == 0


def toothless():
    """Limits that let newer API through, or that stop what they allow."""
    for package, macro, header, call, before in BITES:
        if subprocess.run(["pkg-config", "--exists", package], check=False).returncode != 0:
            continue
        if not compiles(package, macro, FLOOR[macro], header, call):
            yield "%s does not compile under %s" % (call, FLOOR[macro])
        if compiles(package, macro, before, header, call):
            yield "%s compiles under %s" % (call, before)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    found = sorted(unlimited(sys.argv[1])) + list(toothless())
    print("\n".join(found), end="\n" if found else "")
    return bool(found)


sys.exit(main())
