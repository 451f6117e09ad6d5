"""Programs that are started, watched and ended."""
import signal
import socket
import subprocess
import time


class Failure(Exception):
    """Something that must work did not."""


def free_ports(count):
    """Ports of 127.0.0.1 that nobody uses now."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def wait_for_port(port, process, name, seconds=10):
    """Until somebody accepts on the port."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise Failure(f"{name} ended with status {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.02)
    raise Failure(f"{name} does not listen on port {port} after {seconds} s")


def wait_for_line(path, start_of_line, process, name, seconds=20):
    """Until the output in the file `path` has a line that begins so."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with open(path) as file:
            if any(line.startswith(start_of_line) for line in file):
                return
        if process.poll() is not None:
            raise Failure(f"{name} ended with status {process.returncode}")
        time.sleep(0.02)
    raise Failure(f"{name} does not say {start_of_line!r} within {seconds} s")


def start(command, log, **options):
    """Starts a program with its output in the file `log`."""
    return subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, **options)


def stop(process, seconds=15):
    """Ends a program, by force when it takes too long; whether it ended by itself."""
    if process.poll() is not None:
        return True
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(seconds)
        return True
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return False
