# A console that nobody described is a plain terminal with colours; whoever attaches may say better.
case "${TERM:-}" in
'' | linux | vt220) TERM=xterm-256color ;;
esac
: "${LANG:=C.UTF-8}" "${PAGER:=less}" "${LESS:=-RFX}" "${EDITOR:=vi}"
export TERM LANG PAGER LESS EDITOR
