"""manual.py PAGE PROGRAM: the options that a manual page describes, and their defaults, are those of --help."""

import re
import subprocess
import sys

kPage, kProgram = sys.argv[1:]


def options_of(*command):
    """Name and default of each."""
    shown = subprocess.run([*command, "--help"], capture_output=True, text=True, check=True).stdout
    # The name of the user, and what every command has.
    own = {"--help", "--version", "--name"} if len(command) == 1 else {"--help"}
    found = {}
    for name, rest in re.findall(r"^  (?:-\w,)?(--[\w-]+)(.*)", shown, re.MULTILINE):
        default = re.search(r"^ \S.*?=(?!\[\])(\S+)", rest)
        if name not in own:
            found[name] = default.group(1) if default and name != "--name" else None
    return found, set(re.findall(r"^  (\w+) {4,}", shown.partition("Subcommands:\n")[2].partition("\n\n")[0], re.MULTILINE))


with open(kPage, encoding="utf-8") as file:
    sections = re.split(r"^\.S[sh] ", file.read(), flags=re.MULTILINE)
described = {}
for section in sections:
    title, _, text = section.partition("\n")
    items = {}
    for item in re.split(r"^\.It Fl Fl ", text, flags=re.MULTILINE)[1:]:
        name = "--" + re.match(r"[\w-]+", item).group()
        default = re.search(r"^The default is\n\.Cm (\S+) \.$", item, re.MULTILINE)
        if name not in ("--help", "--version"):
            items[name] = default and default.group(1)
    if items:
        described[title] = items

name = kProgram.rsplit("/", 1)[-1]
wanted = {}
general, commands = options_of(kProgram)
if general:
    wanted["DESCRIPTION"] = general
for command in commands:
    wanted[f"{name} {command}"] = options_of(kProgram, command)[0]
for title in sorted({*wanted, *described}):
    if wanted.get(title) != described.get(title):
        page, help_text = described.get(title, {}), wanted.get(title, {})
        sys.exit(f"{kPage}: {title}: " + "; ".join(
            f"{option}: {page.get(option, 'missing')} in the page, {help_text.get(option, 'missing')} in --help"
            for option in sorted({*page, *help_text}) if page.get(option, "") != help_text.get(option, "")))
