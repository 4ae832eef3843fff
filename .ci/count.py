"""Counts the results of meson's tests and of lint: the last line of .ci/run.

usage: count.py JUNIT_XML STATUS_OF_TESTS STATUS_OF_LINT
"""
import sys
import xml.etree.ElementTree as tree


def count(path):
    """Passed, failed and skipped cases of a JUnit file; none without one."""
    passed = failed = skipped = 0
    try:
        cases = tree.parse(path).getroot().iter("testcase")
    except (OSError, tree.ParseError):
        return 0, 0, 0
    for case in cases:
        if case.find("failure") is not None or case.find("error") is not None:
            failed += 1
            print("failed:", case.get("classname"), case.get("name"))
        elif case.find("skipped") is not None:
            skipped += 1
            print("skipped:", case.get("classname"), case.get("name"))
        else:
            passed += 1
    return passed, failed, skipped


def main():
    path, tests, lint = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    passed, failed, skipped = count(path)
    if tests != 0 and failed == 0 or passed == 0:
        failed += 1
        print("failed: the build, or the run of the tests")
    if lint == 0:
        passed += 1
    else:
        failed += 1
        print("failed: lint")
    if skipped:
        print(skipped, "skipped")
    print("%d passed, %d failed" % (passed, failed))
    return failed != 0


sys.exit(main())
