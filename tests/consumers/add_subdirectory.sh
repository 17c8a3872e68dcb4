#!/usr/bin/env bash
# A project that has this tree inside it. The library is compiled with the flags of the release build, so that ccache has
# nearly all of it already.
source "${BASH_SOURCE[0]%/*}/common.bash"
mkdir "$scratch/app"
cat > "$scratch/app/CMakeLists.txt" << CMAKE
cmake_minimum_required(VERSION 3.25)
project(app VERSION 7.0 LANGUAGES CXX)
add_subdirectory($root interview EXCLUDE_FROM_ALL)
add_subdirectory($root/examples/quickstart quickstart)
add_subdirectory($root/examples/run_code run_code)
install(TARGETS quickstart)
CMAKE
quietly cmake -G Ninja -S "$scratch/app" -B "$scratch/build" -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_COMPILER=g++ \
  -DCMAKE_CXX_COMPILER_LAUNCHER=ccache -DINTERVIEW_WARNINGS_AS_ERRORS=ON
quietly cmake --build "$scratch/build"
shows_the_room "$scratch/build/quickstart/quickstart"
echo 'print("ran")' > "$scratch/program.py"
[[ $("$scratch/build/run_code/run_code" "$scratch/program.py") == ran ]] || fail "run_code"

# What is built and installed is what the project asked for.
[[ ! -e $scratch/build/bin/interviewd ]] || fail "the server was built"
quietly cmake --install "$scratch/build" --prefix "$prefix"
[[ $(cd "$prefix" && find . -type f) == ./bin/quickstart ]] || fail "installed: $(find "$prefix" -type f)"
