# What the lab's scripts share: where things lie, and how an error is said. Sourced, never run.
#
#   LAB  the folder of the lab, made by up.sh (default /var/tmp/zpci-lab)

# shellcheck shell=bash disable=SC2034 # each script uses a part
LAB=$(realpath -m -- "${LAB:-/var/tmp/zpci-lab}")
lab_home=$(dirname -- "$(realpath -- "${BASH_SOURCE[0]}")")
lab_project=$(realpath -- "$lab_home/../..")

lab_qemu=$LAB/bin/qemu-system-s390x
lab_initramfs=$LAB/initramfs.gz

# fail MESSAGE [CODE]: says why in one line and ends the script.
fail() {
  printf '%s: %s\n' "${0##*/}" "$1" >&2
  exit "${2:-1}"
}

# kernel_image NAME-OR-FILE: prints the file to boot. `fixed` always lies at the same address, `kaslr` at another one after each start.
kernel_image() {
  case $1 in
    fixed | kaslr) printf '%s\n' "$LAB/kernel/$1/bzImage" ;;
    *) printf '%s\n' "$1" ;;
  esac
}

# needs_lab: ends the script where the lab does not stand.
needs_lab() {
  if [ ! -x "$lab_qemu" ] || [ ! -f "$lab_initramfs" ]; then
    fail "no lab in $LAB: run $lab_home/up.sh first" 77
  fi
}

# zpci ARGUMENT...: the command of this checkout.
zpci() {
  "$lab_project/bin/zpci" "$@"
}

# new_run [FOLDER]: sets `run` to a folder for the sockets and consoles of one run: the one given, or a new one.
new_run() {
  if [ -n "${1:-}" ]; then
    mkdir -p "$1"
    run=$(realpath -- "$1")
  else
    mkdir -p "$LAB/run"
    run=$(mktemp -d "$LAB/run/XXXXXX")
  fi
}

# serve_two WAY ARGUMENT...: serves two ISM functions on $run/a.sock and $run/b.sock, their guests' blocks coming by WAY, and sets `serving`
# to its process id once it takes connections. What it says goes to $run/serve.log.
serve_two() {
  local way=$1 waited=0
  shift
  # Built here, where it may take a while, and where its output is seen if it fails.
  zpci --version >/dev/null
  "$lab_project/bin/zpci" serve --device ism --socket "$run/a.sock" --socket "$run/b.sock" --blocks "$way" "$@" >"$run/serve.log" 2>&1 </dev/null &
  serving=$!
  until [ -S "$run/a.sock" ] && [ -S "$run/b.sock" ]; do
    kill -0 "$serving" 2>/dev/null || fail "zpci serve ended: $(tail -n 1 "$run/serve.log")"
    ((waited++ < 300)) || fail "zpci serve did not start within 30 s: $(tail -n 1 "$run/serve.log")"
    sleep 0.1
  done
}

# end_serve: asks it to end (SIGTERM; a shell without a terminal has its children ignore SIGINT), and says whether it ended well.
end_serve() {
  kill "$serving" 2>/dev/null || true
  wait "$serving"
}

# set_way WAY SOCKET: sets the array `way_options` to the options of guest.sh that go with a way.
set_way() {
  case $1 in
    gdbstub) way_options=(--gdb "$2.gdb") ;;
    plugin) way_options=(--plugin "$run/zpci-pcistb.so,socket=$2.plugin") ;;
    split) way_options=() ;;
    *) fail "--blocks gdbstub, plugin or split, not $1" 2 ;;
  esac
}

# make_plugin WAY: builds the plugin into $run where the way is that.
make_plugin() {
  [ "$1" != plugin ] || zpci plugin "$run" >"$run/plugin.log" 2>&1 || fail "the plugin was not built: $(tail -n 1 "$run/plugin.log")"
}

# await_guests PID...: waits for all of these guests, and sets `code` to 0, or to how the first one failed; the others are ended then.
await_guests() {
  local -A left
  local guest ended result
  for guest; do
    left[$guest]=1
  done
  code=0
  while ((${#left[@]})); do
    result=0
    wait -n -p ended "${!left[@]}" || result=$?
    unset "left[$ended]"
    if [ "$code" = 0 ] && [ "$result" != 0 ]; then
      code=$result
      ((${#left[@]} == 0)) || kill "${!left[@]}" 2>/dev/null || true
    fi
  done
}
