#!/usr/bin/env bash
# What `cmake --install` puts beside the library: programs, manual, completion, the systemd unit.
source "${BASH_SOURCE[0]%/*}/common.bash"
install_prefix
export PATH=$prefix/bin:$PATH

version=$(sed -n 's/^project(.* VERSION \([0-9.]*\) .*/\1/p' "$root/CMakeLists.txt")
for program in interview interviewd; do
  [[ $("$program" --version) =~ ^$program\ $version\ \([0-9a-f]{7,}\)$ ]] || fail "$("$program" --version)"
  says "Examples:" "$program" --help || fail "$program --help has no examples"
done
# They run without the build tree and without the shared library.
says "tok" env -i "$prefix/bin/interviewd" --help || fail "interviewd in an empty environment"
[[ -f $prefix/share/interview/languages/python.json ]] || fail "no language files"
[[ -n $(find "$prefix" -name LICENSE) ]] || fail "no licence"

for page in man1/interview.1 man8/interviewd.8; do
  file=$prefix/share/man/$page
  # Its own cross-references are not in the system's manual.
  problems=$(mandoc -Tlint -W style "$file" 2>&1 | grep -v "referenced manual not found\|outdated mandoc.db" || true)
  [[ -z $problems ]] || fail "$problems"
  name=$(basename "${page%.*}")
  says "EXAMPLES" man -l "$file" || fail "man -l $page"
  /usr/bin/python3 "$here/manual.py" "$file" "$prefix/bin/$name"
done
/usr/bin/python3 "$here/completion.py" "$prefix"

unit=$scratch/interviewd.service
sed "s|$scratch/elsewhere|$prefix|g" "$prefix/lib/systemd/system/interviewd.service" > "$unit"
grep -q "^ExecStart=$prefix/libexec/interview/own-cgroups $prefix/bin/interviewd serve$" "$unit" || fail "$(grep Exec "$unit")"
problems=$(systemd-analyze verify --man=no "$unit" 2>&1 | grep -F interviewd.service || true)
[[ -z $problems ]] || fail "$problems"
# What the unit says that it is without, for the sandbox's sake.
for option in RestrictNamespaces PrivateUsers ProtectProc ProcSubset ProtectKernelTunables ProtectKernelLogs \
  ProtectControlGroups ProtectHostname MemoryDenyWriteExecute SystemCallFilter; do
  grep -q "^#.*$option" "$unit" || fail "the unit does not say why it is without $option"
  ! grep -q "^$option=" "$unit" || fail "the sandbox does not work under $option"
done
sed "s/^ProtectSystem=.*/ProtectSystem=nonsense/" "$unit" > "$scratch/broken.service"
says "broken.service" systemd-analyze verify --man=no "$scratch/broken.service" || fail "systemd-analyze sees nothing"

# Without delegation the wrapper starts the program as it is.
[[ $("$prefix/libexec/interview/own-cgroups" printf '%s' "as it is") == "as it is" ]] || fail "own-cgroups"
