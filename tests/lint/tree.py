#!/usr/bin/python3
"""The files of the project: what git tracks or would track. As a program: `tree.py ENDING...` prints those with one of
these endings, relative to the current folder's project, each followed by a NUL."""

import os
import re
import subprocess
import sys

kRoot = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
kNotOurs = re.compile(r"(^|/)(\.git|\.cache|build|build-[^/]*|node_modules|__pycache__)/")


def files(root):
    """Paths relative to `root`, sorted. Outside of git (an unpacked archive) every file that is not made by a build."""
    listed = subprocess.run(["git", "-C", root, "ls-files", "-z", "-co", "--exclude-standard"], capture_output=True,
                            check=False)
    if listed.returncode == 0:
        found = listed.stdout.decode().split("\0")
    else:
        found = [os.path.relpath(os.path.join(folder, name), root) for folder, _, names in os.walk(root)
                 for name in names]
    return sorted(path for path in set(found)
                  if path and not kNotOurs.search(path) and os.path.isfile(os.path.join(root, path)))


def text(root, path):
    """The text of a file, or None if it is not text."""
    with open(os.path.join(root, path), "rb") as file:
        content = file.read()
    try:
        return None if b"\0" in content else content.decode()
    except UnicodeDecodeError:
        return None


if __name__ == "__main__":
    os.chdir(kRoot)
    for one in files(kRoot):
        if one.endswith(tuple(sys.argv[1:])):
            sys.stdout.write(one + "\0")
