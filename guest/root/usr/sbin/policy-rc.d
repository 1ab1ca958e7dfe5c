#!/bin/sh
# There is no init in this image: the agent starts what a VM's role needs. Packages must not start anything.
exit 101
