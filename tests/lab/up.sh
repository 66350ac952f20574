#!/usr/bin/env bash
# Brings the lab of real guests up, from Debian packages alone: QEMU for s390x, unpacked beside this machine's own packages; a small Linux
# for s390x with the ism, dibs, smc and vfio-pci drivers built in, once at a fixed address and once with KASLR; an initramfs with busybox
# and the guest programs. What stands already is kept, so a second run is done in a second.
#
# Root is needed only where packages of this machine are missing (a cross compiler, what a kernel build wants); nothing else uses it.
#
#   LAB     where to build (default /var/tmp/zpci-lab); about 2 GB while it builds, 0.5 GB after
#   SUITE   the Debian suite that QEMU, the kernel's source and busybox come from (default forky; QEMU must be 10.1 or later)
#   MIRROR  the Debian mirror (default the one this machine uses)
#   SOURCE  the package with the kernel's source (default the newest linux-source-* of the suite)
#   JOBS    how many compilers at a time (default as many as there are CPUs)
#
# Exit codes: 0 the lab stands; 77 this machine lacks something that only its owner can bring; 1 anything else.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lab.bash
. "$(dirname -- "$(realpath -- "$0")")/lab.bash"
SUITE=${SUITE:-forky}
JOBS=${JOBS:-$(nproc)}

cross=s390x-linux-gnu-
host_packages=(gcc-s390x-linux-gnu libc6-dev-s390x-cross make gcc libc6-dev flex bison bc libelf-dev libssl-dev cpio xz-utils
  debian-archive-keyring)
oldest_qemu=10.1

say() {
  printf '%s %s\n' "$(date +%T)" "$1"
}

# logged NAME COMMAND...: runs it with its output in a file, and names the file where it fails.
logged() {
  local log=$LAB/log/$1
  shift
  "$@" >"$log" 2>&1 </dev/null || fail "$1 failed: $(tail -n 1 "$log" | cut -c 1-200) (all of it: $log)"
}

# --- this machine

find_host_packages() {
  if ! command -v apt-get >/dev/null || ! command -v dpkg-deb >/dev/null; then
    fail "the lab is built from Debian packages, and there is no apt here; docs/real-guests.md says what to bring instead" 77
  fi
  local package missing=()
  for package in "${host_packages[@]}"; do
    dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^ii' || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  [ "$(id -u)" = 0 ] || fail "packages are missing: apt-get install ${missing[*]}" 77
  say "installing ${missing[*]}"
  logged host-packages env DEBIAN_FRONTEND=noninteractive sh -c \
    'apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@"' install "${missing[@]}"
}

# --- packages of the suite, in an apt of their own: this machine's lists and packages stay as they are

debian_apt() {
  local command=$1
  shift
  "$command" -o Dir::Etc::sourcelist="$LAB/apt/sources.list" -o Dir::Etc::sourceparts=/dev/null \
    -o Dir::State::Lists="$LAB/apt/lists" -o Dir::State::status="$LAB/apt/status" \
    -o Dir::Cache="$LAB/apt" -o Dir::Cache::archives="$LAB/apt/archives" \
    -o APT::Architecture="$architecture" -o APT::Architectures="$architecture" -o APT::Architectures::=s390x \
    -o APT::Install-Recommends=0 -o APT::Sandbox::User= -o Debug::NoLocking=1 -qq "$@"
}

read_suite() {
  [ -z "${suite_read:-}" ] || return 0
  suite_read=1
  architecture=$(dpkg --print-architecture)
  local mirror=${MIRROR:-}
  if [ -z "$mirror" ]; then
    # shellcheck disable=SC2016 # apt fills these in
    mirror=$(apt-get indextargets --format '$(REPO_URI) $(SUITE)' 'Created-By: Packages' | awk '$1 ~ /debian\/?$/ && $2 !~ /-/ {print $1; exit}')
  fi
  [ -n "$mirror" ] || fail "this machine uses no Debian mirror; say one with MIRROR=URL" 77
  mkdir -p "$LAB"/apt/{lists,archives}/partial
  # No package counts as installed, so that what is fetched is complete.
  : >"$LAB/apt/status"
  printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg arch=%s,s390x] %s %s main\n' "$architecture" "$mirror" "$SUITE" \
    >"$LAB/apt/sources.list"
  logged apt-update debian_apt apt-get update
}

# fetch PACKAGE: leaves its file in the present folder.
fetch() {
  logged "fetch-${1%%:*}" debian_apt apt-get download "$1"
}

# --- QEMU

make_qemu() {
  if [ ! -x "$lab_qemu" ]; then
    say "QEMU of $SUITE"
    read_suite
    logged fetch-qemu debian_apt apt-get install --download-only -y qemu-system-s390x
    rm -rf "$LAB/qemu"
    mkdir -p "$LAB/qemu" "$LAB/bin"
    local package
    for package in "$LAB"/apt/archives/*.deb; do
      dpkg-deb -x "$package" "$LAB/qemu"
    done
    rm -rf "$LAB/apt/archives"
    write_qemu_start
  fi
  local version
  version=$("$lab_qemu" --version | sed -n '1s/.*version \([0-9.]*\).*/\1/p')
  [ "$(printf '%s\n' "$oldest_qemu" "$version" | sort -V | head -n 1)" = "$oldest_qemu" ] ||
    fail "QEMU $version of $SUITE has no vfio-user-pci; $oldest_qemu is the first one"
  say "QEMU $version"
}

# A start of that QEMU with its own C library: no chroot, no root, and sockets lie where they lie.
write_qemu_start() {
  local libraries loader
  loader=$(find "$LAB/qemu/usr/lib" -name 'ld-linux*.so.*' -type f | head -n 1)
  libraries=${loader%/*}
  cat >"$lab_qemu.new" <<START
#!/bin/sh
QEMU_MODULE_DIR='$libraries/qemu' exec '$loader' --library-path '$libraries:$libraries/systemd' \\
  '$LAB/qemu/usr/bin/qemu-system-s390x' -L '$LAB/qemu/usr/share/qemu' "\$@"
START
  chmod +x "$lab_qemu.new"
  mv "$lab_qemu.new" "$lab_qemu"
}

# --- the kernels

# Makes one kernel from the fragments named, unless it stands and was made from them as they are now.
make_kernel() {
  local name=$1 fragment want
  shift
  want=$(printf '%s %s\n' "$SUITE" "${SOURCE:-newest}" | cat - "$@" | sha256sum)
  [ "$(cat "$LAB/kernel/$name/made-from" 2>/dev/null)" != "$want" ] || return 0
  unpack_source
  say "kernel $name"
  local build=$LAB/build out=$LAB/kernel/$name tree
  tree=$(echo "$LAB"/source/linux-source-*)
  mkdir -p "$build" "$out"
  cat "$@" >"$build/fragment"
  logged "kernel-$name-config" make -C "$tree" ARCH=s390 CROSS_COMPILE=$cross O="$build" allnoconfig KCONFIG_ALLCONFIG="$build/fragment"
  while read -r fragment; do
    grep -qxF "$fragment" "$build/.config" || fail "${tree##*/} does not take $fragment"
  done < <(grep '^CONFIG_' "$build/fragment")
  logged "kernel-$name" make -C "$tree" ARCH=s390 CROSS_COMPILE=$cross O="$build" -j"$JOBS" bzImage
  cp "$build/arch/s390/boot/bzImage" "$build/System.map" "$out"
  cp "$build/.config" "$out/config"
  make -s -C "$tree" ARCH=s390 O="$build" kernelrelease >"$out/release" 2>/dev/null
  echo "$want" >"$out/made-from"
}

unpack_source() {
  [ "$(cat "$LAB/source/complete" 2>/dev/null)" != "$SUITE ${SOURCE:-newest}" ] || return 0
  read_suite
  local package=${SOURCE:-}
  if [ -z "$package" ]; then
    package=$(debian_apt apt-cache search --names-only '^linux-source-[0-9.]+$' | awk '{print $1}' | sort -V | tail -n 1)
  fi
  [ -n "$package" ] || fail "$SUITE has no linux-source package"
  say "source $package"
  rm -rf "$LAB/source" "$LAB/build"
  mkdir -p "$LAB/source"
  (cd "$LAB/source" && fetch "$package" && dpkg-deb -x "$package"_*.deb . && tar -xf "usr/src/$package.tar.xz" && rm -rf ./*.deb usr)
  echo "$SUITE ${SOURCE:-newest}" >"$LAB/source/complete"
}

# The source and what was built of it, once both kernels stand: most of the room.
drop_source() {
  rm -rf "$LAB/source" "$LAB/build"
}

# --- the initramfs

make_initramfs() {
  local busybox=$LAB/busybox/usr/bin/busybox want program tree=$LAB/initramfs
  if [ ! -f "$busybox" ]; then
    read_suite
    rm -rf "$LAB/busybox"
    mkdir -p "$LAB/busybox"
    (cd "$LAB/busybox" && fetch busybox-static:s390x && dpkg-deb -x busybox-static_*_s390x.deb . && rm -f ./*.deb)
  fi
  want=$(find "$lab_home/guest" -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum)
  [ "$(cat "$tree.made-from" 2>/dev/null)" != "$want" ] || [ ! -f "$lab_initramfs" ] || return 0
  say "guest programs and initramfs"
  rm -rf "$tree"
  mkdir -p "$tree"/{bin,dev,proc,sys,tests,tmp}
  install -m 755 "$busybox" "$tree/bin/busybox"
  for program in "$lab_home"/guest/*.c; do
    logged "${program##*/}" ${cross}gcc -std=gnu17 -O2 -static -Wall -Wextra -Werror -o "$tree/bin/$(basename "$program" .c)" "$program"
  done
  install -m 755 "$lab_home/guest/init" "$tree/init"
  cp "$lab_home"/guest/tests/* "$tree/tests"
  (cd "$tree" && find . | LC_ALL=C sort | cpio -o -H newc --quiet -R 0:0 | gzip -1n) >"$lab_initramfs.new"
  mv "$lab_initramfs.new" "$lab_initramfs"
  echo "$want" >"$tree.made-from"
}

mkdir -p "$LAB/log" 2>/dev/null || fail "cannot write to $LAB"
# One at a time: a second run waits, and then finds everything done.
exec 9>"$LAB/lock"
flock 9
find_host_packages
make_qemu
make_kernel fixed "$lab_home/kernel/guest.config"
make_kernel kaslr "$lab_home/kernel/guest.config" "$lab_home/kernel/kaslr.config"
drop_source
make_initramfs
say "the lab stands in $LAB: Linux $(cat "$LAB/kernel/fixed/release")"
