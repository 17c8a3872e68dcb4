#!/usr/bin/env bash
# A program that is built with nothing but a compiler and pkg-config, in C++17.
source "${BASH_SOURCE[0]%/*}/common.bash"
install_prefix
PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name interview.pc)")
export PKG_CONFIG_PATH
library=$(dirname "$PKG_CONFIG_PATH")
program=$root/examples/quickstart/quickstart.cc
strict=(-std=c++17 -Wall -Wextra -Wpedantic -Wshadow -Werror)
read -ra cflags < <(pkg-config --cflags interview)
read -ra shared < <(pkg-config --libs interview)
read -ra static < <(pkg-config --libs --static interview)

for compiler in g++ clang++-16; do
  "$compiler" "${strict[@]}" "${cflags[@]}" "$program" -o "$scratch/$compiler" "${shared[@]}"
  shows_the_room env LD_LIBRARY_PATH="$library" "$scratch/$compiler"
done
g++ "${strict[@]}" "${cflags[@]}" "$program" -o "$scratch/static" "${static[@]/#-linterview/-l:libinterview.a}"
shows_the_room "$scratch/static"
! says libinterview ldd "$scratch/static" || fail "static is shared"
[[ $(pkg-config --modversion interview) == 0.1.* ]] || fail "version $(pkg-config --modversion interview)"
