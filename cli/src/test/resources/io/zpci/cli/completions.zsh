# Prints what zsh would complete, a word a line. An interactive zsh on a terminal of its own is sent the line and a tab.
#
#   completions.zsh SCRIPT LINE
zmodload zsh/zpty || exit 77
zpty shell zsh -f -i
setup=$(mktemp)
print -r -- "PROMPT= RPROMPT=
stty -echo
autoload -U compinit
compinit -u -D
. $1
compadd() {
  local -a hits
  case \" \$* \" in
    *' -O '* | *' -A '* | *' -D '*)
      builtin compadd \"\$@\"
      return
      ;;
  esac
  builtin compadd -A hits \"\$@\"
  (( \$#hits )) && print -rl -- '<hit>'\$^hits
  builtin compadd \"\$@\"
}
ended() {
  print '<en''d>'
  compstate[insert]=
  compstate[list]=
}
comppostfuncs=(ended)
bindkey '^I' complete-word
print '<rea''dy>'" >$setup
zpty -w shell ". $setup"
while zpty -r shell out; do
  [[ $out == *'<ready>'* ]] && break
done
zpty -n -w shell "$2"$'\t'
while zpty -r shell out; do
  [[ $out == *'<hit>'* ]] && print -r -- "${${out#*<hit>}%%[$'\r\n']*}"
  [[ $out == *'<end>'* ]] && break
done
zpty -d shell
rm -f $setup
