#!/usr/bin/env bash
# A project that finds the installed library by CMake: static, shared, and what is not there.
source "${BASH_SOURCE[0]%/*}/common.bash"
install_prefix

configure() { # FOLDER OPTIONS...
  local folder=$1
  shift
  cmake -G Ninja -S "$root/examples/quickstart" -B "$folder" -DCMAKE_PREFIX_PATH="$prefix" \
    -DCMAKE_BUILD_TYPE=Release "$@"
}

quietly configure "$scratch/static"
quietly cmake --build "$scratch/static"
shows_the_room "$scratch/static/quickstart"
quietly cmake -G Ninja -S "$root/examples/run_code" -B "$scratch/run_code" -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_BUILD_TYPE=Release
quietly cmake --build "$scratch/run_code"
echo 'print("ran")' > "$scratch/program.py"
[[ $("$scratch/run_code/run_code" "$scratch/program.py") == ran ]] || fail "run_code"
! says libinterview ldd "$scratch/static/quickstart" || fail "static is shared"

quietly configure "$scratch/shared" -DBUILD_SHARED_LIBS=ON
quietly cmake --build "$scratch/shared"
shows_the_room "$scratch/shared/quickstart"
says "libinterview.so.0.1 => $prefix" ldd "$scratch/shared/quickstart" || fail "not that shared library"

# It shows its own names only: two versions of what it is made of may live in one process.
others=$(nm -DC --defined-only "$prefix"/lib*/libinterview.so | grep -v "interview::" || true)
[[ -z $others ]] || fail "libinterview.so shows: $others"

# And all of them: whatever server and client take from the public headers is in it.
archives=("$root"/build/server/*.a "$root"/build/server/*/*.a "$root"/build/cli/*.a)
nm --undefined-only "${archives[@]}" 2> /dev/null | grep -oE '_ZNK?9interview.*' | sort -u > "$scratch/used.txt"
nm -D --defined-only "$prefix"/lib*/libinterview.so | grep -oE '_ZNK?9interview.*' | sort -u > "$scratch/exported.txt"
nm --defined-only "${archives[@]}" 2> /dev/null | grep -oE '_ZNK?9interview.*' | sort -u > "$scratch/theirs.txt"
missing=$(comm -23 "$scratch/used.txt" "$scratch/theirs.txt" | comm -23 - "$scratch/exported.txt")
[[ $(comm -12 "$scratch/used.txt" "$scratch/exported.txt" | wc -l) -gt 50 ]] || fail "nothing was compared"
[[ -z $missing ]] || fail "libinterview.so does not show: $missing"

mkdir "$scratch/wanted"
cat > "$scratch/wanted/CMakeLists.txt" << 'CMAKE'
cmake_minimum_required(VERSION 3.25)
project(wanted LANGUAGES CXX)
find_package(interview ${WANTED})
message("found=${interview_FOUND} static=$<TARGET_EXISTS:interview::static>")
foreach(target interview static shared)
  if(TARGET interview::${target})
    message("there is ${target}")
  endif()
endforeach()
CMAKE
wanted() {
  cmake -S "$scratch/wanted" -B "$scratch/wanted/build" -DCMAKE_PREFIX_PATH="$prefix" "-DWANTED=$1" 2>&1
}
targets_of() { wanted "$1" | sed -n 's/^there is //p' | tr '\n' ' '; }
[[ $(targets_of "0.1;COMPONENTS;shared") == "interview shared " ]] || fail "component shared"
[[ $(targets_of "0.1;COMPONENTS;static") == "interview static " ]] || fail "component static"
[[ $(targets_of "COMPONENTS;static;shared") == "interview static shared " ]] || fail "both components"
[[ $(targets_of "0.2") == "" ]] || fail "0.1 passes for 0.2"
[[ $(targets_of "0.0") == "" ]] || fail "0.1 passes for 0.0, whose programs it would break"
says "this interview has no nonsense library" wanted "COMPONENTS;nonsense" || fail "component nonsense"
