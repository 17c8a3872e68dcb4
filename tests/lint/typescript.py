#!/usr/bin/python3
"""TypeScript and JavaScript: biome judges their style, the compiler their types. As a program, `typescript.py --write`
formats them."""

import os
import subprocess
import sys

import tree

# Where biome is run, each with a biome.json of its own, and what it looks at from there.
kPlaces = {".": ["tests/web", "tests/bench", "server/assets"],
           "bindings/js": ["src", "../../tests/bindings/js"],
           "server/web": [".", "../../tests/web/unit"]}
# Projects of the compiler, and what else it is told. The page reads the types of the client library from what is made of
# it: that is made here too.
kProjects = {"bindings/js/tsconfig.json": [], "server/web/tsconfig.json": ["--noEmit"]}


def _there(root, place, paths):
    return [path for path in paths if os.path.exists(os.path.join(root, place, path))]


def _biome(root, options):
    problems = []
    for place, paths in kPlaces.items():
        if not os.path.exists(os.path.join(root, place, "biome.json")):
            continue
        done = subprocess.run([os.path.join(tree.kRoot, ".ci/node"), "biome", "check", *options, *_there(root, place, paths)],
                              cwd=os.path.join(root, place), capture_output=True, text=True, check=False)
        if done.returncode != 0:
            problems.append(f"{place}: ./dev fmt\n{done.stdout}{done.stderr}")
    return problems


def check_style(root):
    return _biome(root, ["--error-on-warnings"])


def check_types(root):
    node = None
    problems = []
    for project, options in kProjects.items():
        if not os.path.exists(os.path.join(root, project)):
            continue
        node = node or subprocess.run([os.path.join(tree.kRoot, ".ci/node"), "program"], capture_output=True, text=True,
                                      check=True).stdout.strip()
        folder = os.path.dirname(os.path.join(root, project))
        done = subprocess.run([node, "node_modules/typescript/bin/tsc", "-p", os.path.basename(project), *options],
                              cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            problems.append(f"{project}:\n{done.stdout}{done.stderr}")
    return problems


if __name__ == "__main__":
    found = _biome(tree.kRoot, ["--write"] if sys.argv[1:] == ["--write"] else [])
    sys.stdout.write("\n".join(found))
    sys.exit(1 if found else 0)
