#!/usr/bin/env bash
# The examples as the release build makes them, and as the README shows the first of them.
source "${BASH_SOURCE[0]%/*}/common.bash"
bin=$root/build/bin

shows_the_room "$bin/quickstart"
program=$root/examples/quickstart/quickstart.cc
awk '/^```$/ { on = 0 } on; /^```cpp$/ { on = 1 }' "$root/README.md" | diff -u - "$program"
[[ $(wc -l < "$program") -lt 40 ]] || fail "the first program is too long"

journal=$scratch/journal
"$bin/custom_store" "$journal" one > /dev/null
"$bin/custom_store" "$journal" two > "$scratch/diary.txt"
diff -u - "$scratch/diary.txt" << 'DIARY'
one
two
(record 5)
DIARY
! "$bin/custom_store" "$scratch/missing/journal" one 2> "$scratch/why.txt" || fail "a journal that cannot be made"
grep -q "cannot open" "$scratch/why.txt"

languages=$root/examples/custom_sandbox/languages
"$bin/custom_sandbox" "$languages" "3 4 + 2 *" "1 4 /" | diff -u - <(printf '14\n0.25\ncalc 1.0, ok\n')
code=0
"$bin/custom_sandbox" "$languages" "1 +" > "$scratch/sums.txt" || code=$?
[[ $code == 1 ]] || fail "exit code $code"
diff -u - "$scratch/sums.txt" << 'SUMS'
'+' wants two numbers before it
calc 1.0, runtime_error
SUMS

# Code run in a sandbox: its output, its exit code, and why it could not be.
program=$scratch/program.py
printf 'import sys\nprint("out")\nprint("err", file=sys.stderr)\nsys.exit(3)\n' > "$program"
code=0
"$bin/run_code" "$program" > "$scratch/ran.txt" 2> "$scratch/said.txt" || code=$?
[[ $code == 3 ]] || fail "exit code $code: $(cat "$scratch/said.txt")"
[[ $(cat "$scratch/ran.txt" "$scratch/said.txt") == $'out\nerr' ]] || fail "run_code showed $(cat "$scratch/ran.txt")"
printf 'int main() { return x; }' > "$scratch/broken.cc"
code=0
"$bin/run_code" "$scratch/broken.cc" 2> "$scratch/said.txt" || code=$?
[[ $code == 127 ]] || fail "exit code $code"
grep -q "was not declared" "$scratch/said.txt"
grep -q "run_code: compile_error" "$scratch/said.txt"
touch "$scratch/file.unknown"
says "no language has the ending of" "$bin/run_code" "$scratch/file.unknown" || fail "an unknown ending"
