#!/usr/bin/env bash
# Two guests talk SMC-D through two functions of one `zpci serve`: the first one takes connections, the second one sends, and gets as much
# back. Every byte is checked at the end that it came to.
#
#   two-guests.sh [OPTION]...
#
#   --blocks WAY        gdbstub, plugin or split: how whole blocks come (default gdbstub)
#   --kernel NAME       fixed, kaslr, or a file (default fixed)
#   --append WORDS      more words for the kernels' command lines
#   --smp N             CPUs of each guest (default 1)
#   --sizes N,N,...     bytes of each transfer (default 1048000 four times)
#   --buffer BYTES      socket buffers, and so the size of the DMBs (default the kernel's own)
#   --system-map FILE   handed to zpci serve
#   --record FILE       handed to zpci serve
#   --keep FOLDER       leave the consoles and the server's output there (default: only where something went wrong)
#   --seconds N         how long the guests may take (default 120)
#
# Exit codes: 0 all bytes of all transfers were right at both ends, and went by SMC-D; 3 a guest's kernel panicked; 77 there is no lab;
# 2 usage; 1 anything else.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lab.bash
. "$(dirname -- "$(realpath -- "$0")")/lab.bash"

blocks=gdbstub kernel=fixed append='' smp=1 sizes='' buffer='' system_map='' record='' keep='' seconds=120
while (($#)); do
  option=${1#--}
  case $1 in
    --blocks | --kernel | --append | --smp | --sizes | --buffer | --system-map | --record | --keep | --seconds) ;;
    *) fail "no option $1" 2 ;;
  esac
  [ $# -ge 2 ] || fail "$1 wants a value" 2
  printf -v "${option//-/_}" %s "$2"
  shift 2
done
way=$blocks
needs_lab
new_run "$keep"
set_way "$way" "$run/a.sock"

serving='' guests=()
finish() {
  local code=$?
  if ((${#guests[@]})); then
    kill "${guests[@]}" 2>/dev/null || true
  fi
  [ -z "$serving" ] || kill "$serving" 2>/dev/null || true
  if [ "$code" = 0 ] && [ -z "$keep" ]; then
    rm -rf "$run"
  elif [ "$code" != 0 ]; then
    printf 'consoles and the server'\''s output: %s\n' "$run" >&2
  fi
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# start NAME NUMBER LINE-OPTION TEST [WORD...]: a guest in the background, its console in a file.
start() {
  local name=$1 number=$2 line=$3 test=$4
  shift 4
  set_way "$way" "$run/$name.sock"
  "$lab_home/guest.sh" --number "$number" --socket "$run/$name.sock" "--$line" "$run/line" "${way_options[@]}" --kernel "$kernel" \
    --append "$append" --smp "$smp" --seconds "$seconds" "$test" ${buffer:+"buffer=$buffer"} "$@" >"$run/$name.console" 2>&1 </dev/null &
  guests+=($!)
}

make_plugin "$way"
serve_two "$way" ${system_map:+--system-map "$system_map"} ${record:+--record "$record"}
start a 1 listen exchange-server
start b 2 connect exchange-client ${sizes:+"sizes=$sizes"}

await_guests "${guests[@]}"
guests=()
served=0
end_serve || served=$?
serving=''

for name in a b; do
  grep -hE '^(RESULT|CHECK) |Kernel panic|^guest\.sh: ' "$run/$name.console" | sed "s/^/$name  /" || true
done
[ "$code" != 3 ] || fail "a guest's kernel panicked" 3
[ "$code" = 0 ] || fail "a guest ended with $code"
[ "$served" = 0 ] || fail "zpci serve ended with $served: $(tail -n 1 "$run/serve.log")"
for name in a b; do
  grep -qE '^RESULT [a-z]+ done mode smc-d transfers [1-9][0-9]* wrong 0$' "$run/$name.console" || fail "guest $name has no good result"
done
