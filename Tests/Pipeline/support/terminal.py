"""A command of the gateway on a terminal of its own."""

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time

from . import places


class Terminal:
    """A command on a terminal of its own."""

    def __init__(self, gateway, *words, size=(30, 100), **variables):
        self.pid, self.descriptor = pty.fork()
        if self.pid == 0:
            arguments = [places.program("omniroute"), *words, "--data-dir", str(gateway.data)]
            os.execve(arguments[0], arguments, places.environment(TERM="xterm", **variables))
        fcntl.ioctl(self.descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
        self.text = b""
        self.status = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            self.wait()
        os.close(self.descriptor)

    def read(self, seconds=0.1):
        """All output so far."""
        while select.select([self.descriptor], [], [], seconds)[0]:
            try:
                piece = os.read(self.descriptor, 65_536)
            except OSError:
                break
            if not piece:
                break
            self.text += piece
            seconds = 0
        return self.text

    def press(self, keys):
        os.write(self.descriptor, keys)

    def wait(self, seconds=10):
        """Its exit status; its output is read meanwhile."""
        deadline = time.monotonic() + seconds
        while self.status is None:
            self.read(0.05)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
            elif time.monotonic() > deadline:
                raise AssertionError(f"it does not end: {self.text[-500:]!r}")
        return self.status
