# What the scripts of this folder share. Sourced: `source "${BASH_SOURCE[0]%/*}/common.bash"`.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export prefix=$scratch/prefix

# `cmake --install` of the release build, then moved: nothing in it may know where it was put.
install_prefix() {
  cmake --install "$root/build" --prefix "$scratch/elsewhere" > "$scratch/install.log" || {
    cat "$scratch/install.log"
    exit 1
  }
  mv "$scratch/elsewhere" "$prefix"
}

# quietly COMMAND...: its output only if it fails.
quietly() {
  "$@" > "$scratch/quietly.log" 2>&1 || {
    echo "failed: $*"
    cat "$scratch/quietly.log"
    exit 1
  }
}

# shows_the_room PROGRAM...: the quickstart prints what both people see.
shows_the_room() {
  "$@" > "$scratch/shown.txt"
  diff -u "$here/quickstart.txt" "$scratch/shown.txt"
}

# says TEXT COMMAND...: the text is part of its output.
says() {
  local text=$1 output
  shift
  output=$("$@" 2>&1) || true
  [[ $output == *"$text"* ]]
}

fail() {
  echo "$*"
  exit 1
}
