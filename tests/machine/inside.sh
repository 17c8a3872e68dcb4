#!/usr/bin/env bash
# What the emulated machine does (run.sh): as root, in a service of its own with delegated cgroups. Its last word is
# "machine: passed" or "machine: failed".
set -uo pipefail
HOME=$(getent passwd 0 | cut -d: -f6)
export HOME PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin XDG_STATE_HOME=$HOME/state
readonly kPort=8080 kDocker=/run/trial-docker.sock
failed=0

# expect WHAT GOT WANTED-PATTERN
expect() {
  if [[ $2 =~ $3 ]]; then
    echo "ok: $1"
  else
    echo "FAILED: $1: $2"
    failed=1
  fi
}

end() {
  if [[ $failed == 0 ]]; then echo "machine: passed"; else echo "machine: failed"; fi
  sync
  poweroff -f
}
trap end EXIT

listens() { (: > /dev/tcp/127.0.0.1/$kPort) 2> /dev/null; }

# run_code NAME SOURCE: the last line that `interview run --json` prints.
run_code() {
  printf '%s' "$2" > "$HOME/$1"
  interview put "$link" "$HOME/$1" > /dev/null && interview run "$link" "$1" --json --timeout 120 | tail -n 1
}

expect "cgroup version 2" "$(stat -fc %T /sys/fs/cgroup)" '^cgroup2fs$'

# The service, as its unit starts it: a user of its own, without any privilege.
printf 'INTERVIEWD_LISTEN=127.0.0.1:%s\nINTERVIEWD_SANDBOX=native\n' "$kPort" > /etc/interviewd.env
systemctl start interviewd
while ! listens && systemctl -q is-active interviewd; do :; done
expect "the service runs" "$(systemctl is-active interviewd)" '^active$'
expect "it is nobody's user" "$(stat -c %u "/proc/$(systemctl show -P MainPID interviewd)")" '^6[0-9]{4}$'
expect "its sandbox" "$(journalctl -u interviewd --no-pager | grep '"event":"sandbox"')" 'native \(bubblewrap, cgroup v2\)'
link=$(interview create --server "http://127.0.0.1:$kPort" --data /var/lib/private/interviewd --title Trial --language python --json |
  sed -E 's/.*"interviewer":"([^"]*)".*/\1/')
expect "hello" "$(run_code hello.py 'print("hello")')" '"kind":"ok"'
expect "memory" "$(run_code memory.py 'x = bytearray(2 << 30)')" '"kind":"memory_limit"'
expect "processes" "$(run_code forks.py $'import os\nwhile True: os.fork()')" '"kind":"process_limit"'
expect "time" "$(run_code loop.py 'while True: pass')" '"kind":"time_limit"'
systemctl stop interviewd
expect "it stops" "$(systemctl show -P ExecMainStatus -P Result interviewd | paste -sd' ')" 'success'
expect "nothing is left" "$(find /sys/fs/cgroup/system.slice -path '*interviewd*' -name cgroup.procs)" '^$'

# The sandboxes, but for what measures time. Without archives of images that of Docker is left out.
mkdir -p /var/lib/trial-docker
echo '{}' > "$HOME/docker.json"
modprobe overlay
dockerd --data-root /var/lib/trial-docker --config-file "$HOME/docker.json" -H "unix://$kDocker" --iptables=false \
  --ip6tables=false --bridge=none --ip-forward=false > "$HOME/docker.log" 2>&1 &
while ! [[ -S $kDocker ]] && kill -0 $! 2> /dev/null; do :; done
if ls /var/lib/trial-images/*.tar.zst > /dev/null 2>&1; then
  build/bin/interviewd images build --docker "unix://$kDocker" --cache /var/lib/trial-images | tail -n 5
  export INTERVIEW_TEST_DOCKER=$kDocker
fi
build/bin/test_sandbox \
  -tce="*starter*,*reads standard input*,*whole of Unicode*,*takes several files*,*limits hold in every*,*libraries of the \
toolchains*,*fork bombs*,*Go has its cache*,*compiler that waits*,*gigabyte*,*tiny writes*" | grep -v '^$' | tail -n 100
expect "the sandboxes" "${PIPESTATUS[0]}" '^0$'
