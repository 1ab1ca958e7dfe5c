# Every interactive bash, of root and of user. ~/.bashrc has the last word.
[ -z "${PS1-}" ] && return

shopt -s checkwinsize histappend
HISTCONTROL=ignoreboth

# "user@personal:~$": the host name is the name of the VM, so a prompt tells compartments apart.
if [ "${TERM:-dumb}" = dumb ] || [ -n "${NO_COLOR-}" ]; then
    PS1='\u@\h:\w\$ '
else
    PS1='\[\e[1m\]\u@\h\[\e[0m\]:\[\e[1;34m\]\w\[\e[0m\]\$ '
    eval "$(dircolors -b)"
    alias ls='ls --color=auto'
    alias grep='grep --color=auto'
    alias ip='ip -color=auto'
fi
alias ll='ls -l'
