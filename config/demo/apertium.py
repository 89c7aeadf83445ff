#!/usr/bin/python3
"""Runs Debian's apertium-apy for this machine only.

The server listens on every address and has no option for another. This binds it to the loopback
address and leaves the rest as it is. It ends with whoever started it.

    apt-get install --no-install-recommends apertium-apy apertium-eng-spa
    /usr/bin/python3 config/demo/apertium.py 2737
"""

import ctypes
import os
import signal
import sys

from tornado.tcpserver import TCPServer

MODES = "/usr/share/apertium/modes"
PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    parent = os.getppid()
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit(0)


def stay_here() -> None:
    bind = TCPServer.bind

    def bind_here(server, port, address=None, **more):
        return bind(server, port, "127.0.0.1", **more)

    TCPServer.bind = bind_here


if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1].isdigit():
        sys.exit("give the port to listen on")
    end_with_parent()
    stay_here()
    # Half-read bytes of other encodings would end a pair's process.
    os.environ["LC_ALL"] = "C.UTF-8"
    sys.argv = ["apertium-apy", MODES, "-p", sys.argv[1], "-j", "1", "-i", "1", "-m", "300"]
    # It reads the arguments when it is loaded.
    from apertium_apy.apy import main

    main()
