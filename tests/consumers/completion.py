"""completion.py PREFIX: what bash, zsh and fish offer for the installed programs is what their --help lists."""

import os
import pathlib
import re
import subprocess
import sys

kPrefix = pathlib.Path(sys.argv[1])
kEnvironment = {**os.environ, "PATH": f"{kPrefix}/bin:{os.environ['PATH']}", "HOME": str(kPrefix)}


def run(*command, **options):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, env=kEnvironment, check=False,
                          timeout=60, **options)
    if done.returncode != 0:
        sys.exit(f"{command}: {done.stdout}{done.stderr}")
    return done.stdout


def options_of(*command):
    return set(re.findall(r"^  (?:-\w,)?(--[\w-]+)", run(*command, "--help"), re.MULTILINE))


def commands_of(program):
    listed = run(program, "--help").partition("Subcommands:\n")[2].partition("\n\n")[0]
    return set(re.findall(r"^  (\w+) ", listed, re.MULTILINE))


def bash(words):
    script = """source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
        function=$(complete -p "$1" | sed 's/.*-F \\([^ ]*\\) .*/\\1/'); "$function" "$1" "${@: -1}" "${@: -2:1}"
        printf '%s\\n' "${COMPREPLY[@]}" """
    file = kPrefix / "share/bash-completion/completions" / words[0]
    return run("bash", "-c", script, "bash", file, *words).split("\n")


def zsh(words):
    # A function of zsh's completion sets `words` and `CURRENT`, and calls these.
    script = """compadd() { shift; print -l -- "$@" }; _files() { print files "$@" }
        complete_it() { local -a words=("${@[2,-1]}"); local CURRENT=$#words; source $1 }; complete_it "$@" """
    found = run("zsh", "-f", "-c", script, "zsh", kPrefix / "share/zsh/site-functions/_interview", *words).split("\n")
    return [word for word in found if word.startswith(words[-1])]


def fish(words):
    file = kPrefix / f"share/fish/vendor_completions.d/{words[0]}.fish"
    found = run("fish", "--no-config", "-c", "source $argv[1]; complete -C $argv[2]", file, " ".join(words))
    return [line.split("\t")[0] for line in found.split("\n")]


def check(shell, words, wanted):
    found = {word for word in shell(words) if word}
    if found != set(wanted):
        sys.exit(f"{shell.__name__}: {' '.join(words)}: {sorted(found)} and not {sorted(wanted)}")


for one in (bash, zsh, fish):
    for name in ("interview", "interviewd"):
        commands = commands_of(name)
        if len(commands) < 2:
            sys.exit(f"{name} has {commands}")
        check(one, [name, ""], commands)
        check(one, [name, "--"], options_of(name))
        for command in commands:
            check(one, [name, command, "--"], options_of(name, command))
    check(one, ["interviewd", "serve", "--sandbox", ""], {"auto", "docker", "native", "off"})
    check(one, ["interviewd", "images", ""], {"build", "list", "prune", "dockerfile"})
    check(one, ["interviewd", "token", "--role", "o"], {"owner", "observer"})
