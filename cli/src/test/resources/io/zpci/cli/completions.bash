# Prints what bash would complete, a word a line.
#
#   completions.bash SCRIPT WORD...   the last word is the one that is being typed
. "$1"
shift
# Only a real completion may set options; which ones are asked for is printed instead.
compopt() {
  printf 'compopt %s\n' "$*"
}
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_zpci
((${#COMPREPLY[@]} == 0)) || printf '%s\n' "${COMPREPLY[@]}"
