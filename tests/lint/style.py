"""What other programs judge: clang-format and shellcheck. And how long the files are."""

import collections
import re
import subprocess

import tree

kLong = 450
kPlace = re.compile(r"^([^\s:]+):\d+:\d+: error:", re.MULTILINE)
kRead = (".h", ".cc", ".c", ".py", ".sh", ".js", ".mjs", ".ts", ".tsx", ".css", ".cmake", "CMakeLists.txt")


def _run(root, command, paths):
    return subprocess.run([*command, *paths], cwd=root, capture_output=True, text=True, check=False)


def check_format(root):
    paths = [path for path in tree.files(root) if path.endswith((".h", ".cc"))]
    done = _run(root, ["clang-format", "--dry-run", "-Werror"], paths) if paths else None
    if done is None or done.returncode == 0:
        return []
    places = collections.Counter(kPlace.findall(done.stderr))
    return [f"{path}: {count} places; ./dev fmt" for path, count in sorted(places.items())] or [done.stderr]


def _is_shell(root, path):
    if path.endswith(".sh"):
        return True
    first = (tree.text(root, path) or "").partition("\n")[0]
    return first.startswith("#!") and first.split("/")[-1].split()[-1] in ("sh", "bash")


def check_shell(root):
    paths = [path for path in tree.files(root) if _is_shell(root, path)]
    done = _run(root, ["shellcheck", "-x", "-P", "SCRIPTDIR"], paths) if paths else None
    return [] if done is None or done.returncode == 0 else [(done.stdout + done.stderr).strip()]


def long_files(root):
    """Warnings, not failures."""
    found = []
    for path in tree.files(root):
        if path.endswith(kRead):
            lines = (tree.text(root, path) or "").count("\n")
            if lines > kLong:
                found.append(f"{path} has {lines} lines: what is the second idea?")
    return found
