#!/usr/bin/env python3
"""The words that are to be translated: every file that marks some is listed in
po/POTFILES, and no other.

usage: check-words.py [ROOT]
"""
import os
import re
import subprocess
import sys

MARK = re.compile(r'(?<![A-Za-z_])(?:(?:N|C|)_|ngettext) ?\(\s*"')
FOLDERS = ("engine", "app", "ui")


def marks(path, text):
    if path.endswith(".ui"):
        return 'translatable="yes"' in text
    return path.endswith((".c", ".h")) and MARK.search(text) is not None


def tracked(root):
    out = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "--", *FOLDERS],
                         cwd=root, capture_output=True, text=True, check=True).stdout
    return [path for path in out.splitlines() if os.path.isfile(os.path.join(root, path))]


def check_list(root):
    with open(os.path.join(root, "po", "POTFILES"), encoding="utf-8") as source:
        listed = source.read().split()
    wanted = []
    for path in tracked(root):
        with open(os.path.join(root, path), encoding="utf-8", errors="replace") as source:
            if marks(path, source.read()):
                wanted.append(path)
    for path in sorted(set(wanted) - set(listed)):
        yield "%s marks words: add it to po/POTFILES" % path
    for path in sorted(set(listed) - set(wanted)):
        yield "po/POTFILES lists %s, which marks no words" % path


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else os.path.join(
        os.path.dirname(os.path.abspath(__file__)), "..")
    found = list(check_list(root))
    print("\n".join(found), end="\n" if found else "")
    return bool(found)


sys.exit(main())
