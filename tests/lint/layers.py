"""Which file may include which: a layer of the library includes only itself and the layers before it in kLayers; what is
built on the library includes only its public headers, and files of its own."""

import os
import re

import tree

kLayers = ("base", "ot", "log", "room", "protocol", "client", "net", "auth", "store", "sandbox", "hub")
kBuiltOnTop = ("server", "cli", "bindings", "examples")
# A public header belongs to the layer whose folder has a file of its name; these have none, or in two layers.
kHeaderLayers = {"command.h": "room", "connect.h": "net", "event.h": "room", "executor.h": "hub", "images.h": "sandbox",
                 "languages.h": "sandbox", "protocol.h": "protocol", "record.h": "log", "role.h": "room",
                 "sandbox.h": "sandbox", "store.h": "store"}
kSource = "libinterview/src/"
kPublic = "libinterview/include/"
kInclude = re.compile(r"^[ \t]*#[ \t]*include[ \t]*([<\"])([^>\"]+)[>\"]", re.MULTILINE)
kCxx = (".h", ".hpp", ".cc", ".cpp", ".c")


def header_layers(paths):
    """Layer of each public header by its name, and what is wrong with the others."""
    homes, problems = {}, []
    for path in paths:
        if not path.startswith(kPublic + "interview/"):
            continue
        name = path[len(kPublic + "interview/"):]
        stem = os.path.splitext(name)[0]
        layers = [layer for layer in kLayers
                  if f"{kSource}{layer}/{stem}.cc" in paths or f"{kSource}{layer}/{stem}.h" in paths]
        if name in kHeaderLayers:
            homes[name] = kHeaderLayers[name]
        elif len(layers) == 1:
            homes[name] = layers[0]
        else:
            where = " and ".join(layers) or "no layer"
            problems.append(f"{path}: found in {where}: name its layer in tests/lint/layers.py")
    return homes, problems


def _resolve(path, name, paths, folders):
    for folder in folders:
        found = os.path.normpath(os.path.join(folder, name))
        if found in paths:
            return found
    return None


def _layer(path, homes):
    if path.startswith(kSource):
        return path[len(kSource):].split("/")[0]
    if path.startswith(kPublic + "interview/"):
        return homes.get(path[len(kPublic + "interview/"):])
    return None


def _check_library(path, included, homes):
    own, other = _layer(path, homes), _layer(included, homes)
    if own is None or other is None:
        # A header without a layer is reported once, by header_layers().
        return None if included.startswith((kSource, kPublic)) else f"{path}: includes {included}, outside the library"
    for layer in (own, other):
        if layer not in kLayers:
            return f"{path}: no layer is called {layer}"
    if kLayers.index(other) > kLayers.index(own):
        return f"{path}: {own} includes {included}, of the later layer {other}"
    if path.startswith(kPublic) and included.startswith(kSource):
        return f"{path}: a public header includes {included}"
    return None


def check(root):
    paths = set(tree.files(root))
    homes, problems = header_layers(sorted(paths))
    for path in sorted(paths):
        part = path.split("/")[0]
        if part in kBuiltOnTop and path.endswith(("CMakeLists.txt", ".cmake")) and kSource in tree.text(root, path):
            problems.append(f"{path}: names {kSource}")
        if not path.endswith(kCxx) or part not in (*kBuiltOnTop, "libinterview"):
            continue
        here = os.path.dirname(path)
        for mark, name in kInclude.findall(tree.text(root, path) or ""):
            if part == "libinterview":
                found = _resolve(path, name, paths, [here, kSource, kPublic] if mark == '"' else [kSource, kPublic])
                problem = found and _check_library(path, found, homes)
            else:
                own = [here, f"{part}/src", f"{part}/include", part] if mark == '"' else []
                found = _resolve(path, name, paths, [*own, kPublic, kSource, ""])
                allowed = found is None or found.startswith((f"{part}/", kPublic)) or \
                    (part == "examples" and found.startswith("bindings/"))
                problem = None if allowed else f"{path}: includes {found}"
            if problem:
                problems.append(problem)
    return problems
