#!/usr/bin/env bash
# A machine with systemd and cgroup version 2, for hosts that have neither: Debian 12 in an emulator. In it the service that
# `cmake --install` installs is started and attacked, and the tests of both sandboxes run (tests/machine/inside.sh). Programs
# take ten times as long there, so tests that measure time are left out.
#   tests/machine/run.sh     some 25 minutes; wants root, 15 GB in .cache/machine, and what Debian's mirrors have
# The exit code is 0 if all of it passed; what the machine said is printed, and kept in .cache/machine/said.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$(dirname "$here")")
folder=$root/.cache/machine
system=$folder/system
images=${XDG_CACHE_HOME:-$HOME/.cache}/interview-test/images # what ./dev test keeps

packages() {
  local groups=$1 name rest
  while read -r name rest; do
    [[ " $groups " == *" ${name%:} "* ]] && echo "$rest"
  done < "$root/.ci/packages" | tr ' ' '\n' | sort -u | paste -sd,
}

make_system() {
  rm -rf "$system"
  mmdebstrap --variant=minbase --include="$(packages "build run"),linux-image-cloud-amd64,initramfs-tools,systemd-sysv,udev,\
kmod,iproute2,procps,docker.io,zstd" bookworm "$system"
  # What would start Docker, and what would take the terminal that is written to.
  local unit
  for unit in docker.service docker.socket serial-getty@ttyS0.service; do
    ln -sf /dev/null "$system/etc/systemd/system/$unit"
  done
}

# What was built, where the tests look for it, and installed.
bring() {
  rm -rf "${system:?}$root"
  mkdir -p "$system$root" "$system/var/lib/trial-images"
  tar -C "$root" --exclude=node_modules --exclude='./build-*' --exclude=./.cache --exclude=./.git -cf - . | tar -C "$system$root" -xf -
  DESTDIR=$system cmake --install "$root/build" --prefix /usr/local > "$folder/installed"
  [[ ! -d $images ]] || cp -a "$images/." "$system/var/lib/trial-images"
  cat > "$system/etc/systemd/system/trial.service" << UNIT
[Unit]
After=multi-user.target
[Service]
Delegate=yes
WorkingDirectory=$root
ExecStart=/bin/bash $root/tests/machine/inside.sh
StandardOutput=tty
StandardError=tty
TTYPath=/dev/ttyS0
UNIT
  mkdir -p "$system/etc/systemd/system/multi-user.target.wants"
  ln -sf ../trial.service "$system/etc/systemd/system/multi-user.target.wants/trial.service"
  rm -f "$folder/disk"
  mke2fs -q -t ext4 -d "$system" "$folder/disk" 15G
}

"$root/.ci/install" build run test machine
"$root/dev" build
mkdir -p "$folder"
[[ -x $system/sbin/init ]] || make_system
bring
rm -f "$folder/said"
qemu-system-x86_64 -accel tcg,thread=multi -cpu max -smp 2 -m 6G -no-reboot -display none -monitor none \
  -kernel "$(echo "$system"/boot/vmlinuz-*)" -initrd "$(echo "$system"/boot/initrd.img-*)" \
  -append "root=/dev/vda rw console=ttyS0 quiet panic=-1 apparmor=0 systemd.show_status=0" \
  -drive "file=$folder/disk,if=virtio,format=raw,cache=unsafe" -serial "file:$folder/said"
cat "$folder/said"
grep -q '^machine: passed' "$folder/said"
