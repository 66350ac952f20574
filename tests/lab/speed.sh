#!/usr/bin/env bash
# How fast SMC-D through `zpci serve` is, against TCP over virtio-net between the same two guests: the time of a transfer one way and its
# small acknowledgement, by the host's clock. A guest's own clock stands still while a gdb stub holds the guest, and flatters.
#
#   speed.sh [--blocks WAY,WAY...] [--bytes N] [--buffer BYTES] [--transfers N] [--rounds N] [--checked] [--keep FOLDER]
#
#   --blocks     plugin, gdbstub (default both, in this order)
#   --bytes      of each transfer (default 1048000)
#   --buffer     socket buffers, and so the size of SMC-D's DMBs (default 524288)
#   --transfers  of each connection (default 4); the first one is for warming up and not counted
#   --rounds     runs of each way (default 1), each with guests of its own
#   --checked    the far end checks the bytes before it acknowledges them, and that counts; else it checks them afterwards
#   --keep       leave each transfer's time, the consoles and the server's output there
#
# Each run makes four connections: SMC-D, TCP, TCP, SMC-D. The guest writes a line to its console before and after each transfer,
# which its kernel hands to QEMU within the write, and a reader on the host puts the time to it. Printed is the median of each way, in
# milliseconds, and how many times as fast as TCP it is.
#
# Exit codes: 0; 77 there is no lab; 2 usage; 1 a transfer had wrong bytes, or anything else.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lab.bash
. "$(dirname -- "$(realpath -- "$0")")/lab.bash"

blocks=plugin,gdbstub bytes=1048000 buffer=524288 transfers=4 rounds=1 checked='' keep=''
while (($#)); do
  option=${1#--}
  case $1 in
    --checked) checked=1 && shift && continue ;;
    --blocks | --bytes | --buffer | --transfers | --rounds | --keep) ;;
    *) fail "no option $1" 2 ;;
  esac
  [ $# -ge 2 ] || fail "$1 wants a value" 2
  printf -v "$option" %s "$2"
  shift 2
done
needs_lab
((transfers > 1)) || fail '--transfers 2 or more: the first one is not counted' 2

serving='' started=()
finish() {
  local code=$?
  if ((${#started[@]})); then
    kill "${started[@]}" 2>/dev/null || true
  fi
  [ -z "$serving" ] || kill "$serving" 2>/dev/null || true
  if [ "$code" != 0 ] && [ -n "${run:-}" ]; then
    printf 'consoles and the server'\''s output: %s\n' "$run" >&2
  elif [ -n "${run:-}" ] && [ -z "$keep" ]; then
    rm -rf "$run"
  fi
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# put_times: marks on standard input become "MODE MICROSECONDS", but for the first transfer of each connection.
put_times() {
  local now what mode transfer began=0
  while read -r now what mode transfer _; do
    now=${now//[!0-9]/}
    case $what in
      begin) began=$now ;;
      end) [ "$transfer" = 0 ] || printf '%s %s\n' "$mode" $((now - began)) ;;
    esac
  done
}

# one_run WAY ROUND: appends to $run/times.
one_run() {
  local way=$1 name number line test
  home=$run
  mkdir -p "$home/$way-$2"
  run=$home/$way-$2
  make_plugin "$way"
  serve_two "$way"
  started=()
  for name in a b; do
    [ $name = a ] && number=1 line=listen test=speed-server || number=2 line=connect test=speed-client
    set_way "$way" "$run/$name.sock"
    marks=()
    [ $name = a ] || marks=(--marks "$run/marks")
    "$lab_home/guest.sh" --number $number --socket "$run/$name.sock" --$line "$run/line" "${way_options[@]}" "${marks[@]}" --seconds 300 \
      $test "buffer=$buffer" "bytes=$bytes" "transfers=$transfers" ${checked:+checked=1} >"$run/$name.console" 2>&1 </dev/null &
    started+=($!)
  done
  await_guests "${started[@]}"
  [ "$code" = 0 ] || fail "a guest ended with $code: $(grep -hE '^(guest\.sh:|RESULT .*failed)' "$run"/?.console | head -n 1)"
  started=()
  end_serve || fail "zpci serve did not end well: $(tail -n 1 "$run/serve.log")"
  serving=''
  put_times <"$run/marks" >>"$home/$way.times"
  run=$home
}

# median MODE FILE: of its microseconds, in milliseconds.
median() {
  awk -v mode="$1" '$1 == mode {print $2}' "$2" | sort -n |
    awk '{v[NR] = $1} END {if (!NR) exit 1; printf "%.1f", (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2000}'
}

new_run "$keep"
IFS=, read -ra ways <<<"$blocks"
printf '%d bytes one way, buffers of %d, median of %d, ms by the host'\''s clock%s\n\n' "$bytes" "$buffer" $((2 * rounds * (transfers - 1))) \
  "${checked:+, with the check}"
printf '%-10s %8s %8s %8s\n' blocks SMC-D TCP 'times TCP'
for way in "${ways[@]}"; do
  rm -f "$run/$way.times"
  for ((round = 1; round <= rounds; round++)); do
    one_run "$way" "$round"
  done
  smc=$(median smc-d "$run/$way.times") || fail "no transfer by SMC-D was timed"
  tcp=$(median tcp "$run/$way.times") || fail "no transfer by TCP was timed"
  printf '%-10s %8s %8s %8s\n' "$way" "$smc" "$tcp" "$(awk -v a="$tcp" -v b="$smc" 'BEGIN {printf "%.2f", a / b}')"
done
