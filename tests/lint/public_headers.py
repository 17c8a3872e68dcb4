"""The public headers: each compiles alone under C++17 without a warning, and includes only the standard library and the
other public headers."""

import concurrent.futures
import os
import subprocess

import layers
import tree

kFlags = ["-std=c++17", "-fsyntax-only", "-Wall", "-Wextra", "-Wpedantic", "-Werror"]


def _headers(root):
    return [path for path in tree.files(root) if path.startswith(layers.kPublic) and path.endswith(".h")]


def _compile(root, path):
    name = path[len(layers.kPublic):]
    done = subprocess.run(["g++", *kFlags, "-I", os.path.join(root, layers.kPublic), "-x", "c++", "-"],
                          input=f'#include "{name}"\n', capture_output=True, text=True, check=False)
    return [] if done.returncode == 0 else [f"{path}: {done.stderr.strip()}"]


def check_alone(root):
    with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        return sum(pool.map(lambda path: _compile(root, path), _headers(root)), [])


def check_together(root):
    """All of them in one file, by the other compiler."""
    includes = "".join(f'#include "{path[len(layers.kPublic):]}"\n' for path in _headers(root))
    done = subprocess.run(["clang++-16", *kFlags, "-I", os.path.join(root, layers.kPublic), "-x", "c++", "-"],
                          input=includes, capture_output=True, text=True, check=False)
    return [] if done.returncode == 0 else [done.stderr.strip()]


def check_includes(root):
    problems = []
    for path in _headers(root):
        for mark, name in layers.kInclude.findall(tree.text(root, path)):
            # No header of the standard library has a folder or an ending; every other library's has one or the other.
            standard = mark == "<" and "/" not in name and "." not in name
            if not standard and not (mark == '"' and name.startswith("interview/")):
                problems.append(f"{path}: includes {name}")
    return problems
