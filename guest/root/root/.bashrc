# Yours: read after /etc/bash.bashrc, which sets the prompt and the colours.
