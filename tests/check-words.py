#!/usr/bin/env python3
"""The words that are to be translated: every file that marks some is listed in
po/POTFILES, and no other; the words of every error are marked; and every language
of po/LINGUAS has them all, and no others.

usage: check-words.py [ROOT]
"""
import os
import re
import shutil
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


def compare(root, language):
    """The words that the language lacks, and those that nothing marks any more; none where
    gettext's programs are not installed."""
    if not all(map(shutil.which, ("xgettext", "msgmerge", "msgattrib"))):
        return [], []
    words = subprocess.run(
        ["xgettext", "--files-from=po/POTFILES", "--from-code=UTF-8", "--keyword=_", "--keyword=N_",
         "--keyword=C_:1c,2", "--keyword=ngettext:1,2", "--output=-"],
        cwd=root, capture_output=True, check=True).stdout
    merged = subprocess.run(
        ["msgmerge", "--quiet", "--no-fuzzy-matching", "po/%s.po" % language, "-"],
        cwd=root, input=words, capture_output=True, check=True).stdout

    def find(option, pattern):
        chosen = subprocess.run(["msgattrib", option, "--no-wrap"], input=merged,
                                capture_output=True, check=True).stdout.decode()
        return re.findall(pattern, chosen, re.MULTILINE)

    return (find("--untranslated", r'^msgid "(.+)"$'),
            find("--only-obsolete", r'^#~ msgid "(.+)"$'))


def check_languages(root):
    with open(os.path.join(root, "po", "LINGUAS"), encoding="utf-8") as source:
        for language in source.read().split():
            lacking, unused = compare(root, language)
            for words in lacking:
                yield "po/%s.po lacks “%s”: add it at the end" % (language, words)
            for words in unused:
                yield "po/%s.po has “%s”, which nothing marks: remove it" % (language, words)


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else os.path.join(
        os.path.dirname(os.path.abspath(__file__)), "..")
    found = [*check_list(root), *check_languages(root)]
    print("\n".join(found), end="\n" if found else "")
    return bool(found)


sys.exit(main())
