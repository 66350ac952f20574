#!/usr/bin/env bash
# Starts one guest in QEMU, has it run one test of tests/lab/guest/tests, and prints its console.
#
#   guest.sh [OPTION]... TEST [WORD=VALUE]...
#
#   --number N          1, 2, ...: tells guests apart (default 1); its function has uid N, its network address is 10.0.0.N
#   --socket PATH       the vfio-user socket of its PCI function; without one the guest has none
#   --fid HEX           the function id (default 10N)
#   --gdb PATH          a gdb stub on that socket; the guest stands still until who attaches lets it run
#   --plugin ARGUMENT   QEMU's -plugin, such as /tmp/zpci-blocks.so,socket=/tmp/a.blocks
#   --listen PATH       the network between two guests: one listens ...
#   --connect PATH      ... and one connects
#   --marks PATH        lines of the console that begin with MARK go to this file, with the host's time in front
#   --kernel NAME       fixed, kaslr, or a file (default fixed)
#   --append WORDS      more words for the kernel's command line
#   --smp N             CPUs (default 1)
#   --memory MiB        (default 512)
#   --boots N           the guest may reboot; end it when its test has ended N times
#   --seconds N         how long it may take (default 120)
#   --qemu FILE         another QEMU than the lab's
#   --dry-run           print the QEMU command line and start nothing
#
# WORD=VALUE becomes lab.WORD=VALUE on the kernel's command line: what the test takes.
#
# Exit codes: 0 the test was right; 1 it was not; 2 usage; 3 the guest's kernel panicked; 4 QEMU ended or time ran out before the test
# had ended; 77 there is no lab.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lab.bash
. "$(dirname -- "$(realpath -- "$0")")/lab.bash"

number=1 socket='' fid='' gdb='' plugin='' listen='' connect='' marks='' kernel=fixed append='' smp=1 memory=512 boots=0 seconds=120
dry_run=''
while [[ ${1:-} == --* ]]; do
  option=${1#--}
  case $option in
    dry-run) dry_run=1 && shift && continue ;;
    number | socket | fid | gdb | plugin | listen | connect | marks | kernel | append | smp | memory | boots | seconds) ;;
    qemu) option=lab_qemu ;;
    *) fail "no option --$option" 2 ;;
  esac
  [ $# -ge 2 ] || fail "--$option wants a value" 2
  printf -v "$option" %s "$2"
  shift 2
done
[ $# -ge 1 ] || fail 'which test? one of tests/lab/guest/tests' 2
test=$1
shift
needs_lab
image=$(kernel_image "$kernel")
[ -f "$image" ] || fail "no kernel $image" 2

# --- the command line

# path_of PATH: as QEMU's options want it, with its commas doubled.
path_of() {
  printf '%s' "${1//,/,,}"
}

words="console=ttysclp0 oops=panic lab.test=$test lab.number=$number"
for word; do
  words+=" lab.$word"
done
# The guest's memory is a file that QEMU shares: the device reads and writes it where it is.
# shellcheck disable=SC2054 # the commas are QEMU's
qemu=("$lab_qemu" -M s390-ccw-virtio,memory-backend=ram -cpu max -smp "$smp" -m "${memory}M"
  -object "memory-backend-memfd,id=ram,size=${memory}M,share=on"
  -nodefaults -display none -action panic=exit-failure
  -chardev stdio,id=console,mux=off,signal=off -device sclpconsole,chardev=console
  -kernel "$image" -initrd "$lab_initramfs" -append "$words $append")
[ "$boots" -gt 0 ] || qemu+=(-no-reboot)
if [ -n "$socket" ]; then
  # 1 becomes 101: function ids are hexadecimal
  qemu+=(-device "zpci,uid=$number,fid=0x${fid:-10$number},target=function"
    -device "{\"driver\":\"vfio-user-pci\",\"id\":\"function\",\"socket\":{\"type\":\"unix\",\"path\":\"$socket\"}}")
fi
if [ -n "$gdb" ]; then
  qemu+=(-S -chardev "socket,id=gdb,path=$(path_of "$gdb"),server=on,wait=off" -gdb chardev:gdb)
fi
[ -z "$plugin" ] || qemu+=(-plugin "$plugin")
line=''
[ -z "$listen" ] || line="server=on,addr.path=$(path_of "$listen")"
[ -z "$connect" ] || line="server=off,reconnect-ms=100,addr.path=$(path_of "$connect")"
if [ -n "$line" ]; then
  qemu+=(-netdev "stream,id=line,addr.type=unix,$line" -device "virtio-net-ccw,netdev=line,mac=52:54:00:00:00:0$number")
fi
if [ -n "$dry_run" ]; then
  printf '%q ' "${qemu[@]}"
  printf '\n'
  exit 0
fi

# --- the run

exec {console}< <(exec "${qemu[@]}" </dev/null 2>&1)
running=$!
trap 'kill -KILL "$running" 2>/dev/null || true' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

result=4
ended=0
deadline=$((SECONDS + seconds))
while ((SECONDS < deadline)); do
  if IFS= read -r -t $((deadline - SECONDS)) -u "$console" line; then
    line=${line%$'\r'}
    case $line in
      'MARK '*)
        # The time first: nothing may come before it.
        time=$EPOCHREALTIME
        [ -z "$marks" ] || printf '%s %s\n' "$time" "${line#MARK }" >>"$marks"
        ;;
    esac
    printf '%s\n' "$line"
    case $line in
      'LAB end '*' status '*)
        ended=$((ended + 1))
        if [[ $line == *' status 0' ]]; then
          [ "$result" = 1 ] || result=0
        else
          result=1
        fi
        [ "$boots" = 0 ] || [ "$ended" -lt "$boots" ] || break
        ;;
      *'Kernel panic'*) result=3 ;;
    esac
  elif (($? > 128)); then
    fail "the guest did not end within $seconds s" 4
  else
    break
  fi
done
case $result in
  0) [ "$ended" -ge "$boots" ] || fail "the guest ended after $ended of $boots boots" 4 ;;
  1) fail "the test $test failed" 1 ;;
  3) fail "the guest's kernel panicked" 3 ;;
  4) fail "QEMU ended before the test had" 4 ;;
esac
