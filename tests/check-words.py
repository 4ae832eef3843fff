#!/usr/bin/env python3
"""The words that are to be translated: every file that marks some is listed in
po/POTFILES, and no other; and the words of every error are marked.

usage: check-words.py [ROOT]
"""
import os
import re
import subprocess
import sys

MARK = re.compile(r'(?<![A-Za-z_])(?:(?:N|C|)_|ngettext) ?\(\s*"')
ERROR = re.compile(r'(?:set_error|set_error_literal|prefix_error|refuse|png_error)(?:_\w+)? ?\([^";]*?(_ ?\()?\s*"((?:[^"\\]|\\.)*)')
FOLDERS = ("engine", "data", "app", "ui")


def marks(path, text):
    if path.endswith(".ui"):
        return 'translatable="yes"' in text
    return path.endswith((".c", ".h")) and MARK.search(text) is not None


def unmarked(text):
    """The words of errors that nobody will translate."""
    for match in ERROR.finditer(text):
        if not match.group(1) and re.search(r"[A-Za-z]{2,} ", match.group(2)):
            yield match.group(2)


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
            text = source.read()
        if marks(path, text):
            wanted.append(path)
        # The command line speaks English, as its manual does.
        for words in () if path.startswith("app/cli/") else unmarked(text):
            yield "%s: mark “%s” for translation" % (path, words)
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
