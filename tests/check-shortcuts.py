#!/usr/bin/env python3
"""Every accelerator of the application stands in the window of shortcuts.

usage: check-shortcuts.py [ROOT]
"""
import os
import re
import sys

# A second key for what stands there already.
TWINS = {"<control>equal"}
TABLE = re.compile(r"^static const Accelerator accelerators\[\] = \{(.*?)^\};", re.M | re.S)


def normal(keys):
    words = re.findall(r"<[^>]+>", keys.lower().replace("<ctrl>", "<control>"))
    return "".join(sorted(words)) + re.sub(r"<[^>]+>", "", keys).lower()


def check(root):
    with open(os.path.join(root, "ui", "application.c"), encoding="utf-8") as source:
        table = TABLE.search(source.read()).group(1)
    with open(os.path.join(root, "ui", "window", "shortcuts.ui"), encoding="utf-8") as source:
        text = source.read().replace("&lt;", "<").replace("&gt;", ">")
    shown = set()
    for keys in re.findall(r'name="accelerator">(.*?)</property>', text):
        shown.update(normal(one) for one in keys.split())
    for action, keys in re.findall(r'\{ "([\w.-]+)", \{ ([^}]*) \} \}', table):
        for one in re.findall(r'"([^"]+)"', keys):
            if normal(one) not in shown and normal(one) not in TWINS:
                yield "%s of %s is not in ui/window/shortcuts.ui" % (one, action)


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else os.path.join(
        os.path.dirname(os.path.abspath(__file__)), "..")
    found = list(check(root))
    print("\n".join(found), end="\n" if found else "")
    return bool(found)


sys.exit(main())
