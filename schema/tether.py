"""Become another program that dies with the process that started it. Run as a script, never imported.

`python -I -S tether.py PARENT_PID UID GID PROGRAM ARGUMENT…`; UID and GID are -1 to stay who we are. A script of its
own, since a `preexec_fn` would fork a threaded interpreter. The uid changes first: Linux forgets the death signal with
it.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    """Drop to the user, tie the fate, become the program."""
    parent, uid, gid = (int(number) for number in arguments[:3])
    program = arguments[3:]
    if uid >= 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # what a script starts with `&` inherits deafness to it
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGINT, 0, 0, 0)
        if os.getppid() != parent:  # it died before the signal was asked for
            sys.exit(1)
    os.execv(program[0], program)  # noqa: S606  # no shell is the point


if __name__ == "__main__":
    main(sys.argv[1:])
