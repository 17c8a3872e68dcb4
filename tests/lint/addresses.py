"""Nothing that is true on one machine only: no path of this machine or of a home folder, no address of a package
registry in lock files."""

import os
import re

import tree

# Spelled apart, so that this file passes its own check.
kHome = re.compile(r"(?<![\w.:/$}-])/(?:home|Users|root)" + r"/[\w.-]+")
kPath = re.compile(r"(?<![\w.:/$})*-])/[a-z][\w.-]*(?:/[\w.-]*\w)+")
# The folders of any Debian: a path below these says nothing about this machine.
kEverywhere = ("bin", "boot", "dev", "etc", "lib", "lib64", "media", "mnt", "opt", "proc", "run", "sbin", "srv", "sys",
               "tmp", "usr", "var")
kLockFiles = ("package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml")
kSettings = (".npmrc", "pip.conf", ".yarnrc", ".yarnrc.yml")


def check_paths(root):
    problems = []
    for path in tree.files(root):
        for number, line in enumerate((tree.text(root, path) or "").splitlines(), 1):
            found = [match for match in kPath.findall(line)
                     if match.split("/")[1] not in kEverywhere and match != root and os.path.exists(match)]
            for match in sorted(set(found + kHome.findall(line) + ([root + "/"] if root + "/" in line else []))):
                problems.append(f"{path}:{number}: {match}")
    return problems


def check_lock_files(root):
    problems = []
    for path in tree.files(root):
        name = os.path.basename(path)
        if name in kLockFiles:
            pattern = r"\"?resolved\"?:?\s+\"?https?:|tarball:\s*https?:"
        elif name in kSettings:
            # The one setting of that name that keeps addresses out.
            pattern = r"registry(?!-resolved=true$)|index-url|_auth"
        else:
            continue
        for number, line in enumerate((tree.text(root, path) or "").splitlines(), 1):
            if re.search(pattern, line, re.IGNORECASE):
                problems.append(f"{path}:{number}: {line.strip()}")
    return problems
