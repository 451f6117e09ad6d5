"""Tries what a unit must not be able to do, from inside of that unit's sandbox. Prints what came of it as JSON.

Runs as the unit's own ExecStart, so everything systemd applies is applied. Arguments: a JSON list of [action, argument...].
"""

import errno
import json
import mmap
import os
import socket
import sys


def read(path):
    with open(path, "rb") as file:
        return len(file.read())


def listing(path):
    return sorted(os.listdir(path))


def write(path):
    with open(path, "wb") as file:
        file.write(b"x")


def connect_unix(path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.connect(path)


def connect_tcp(host, port):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as client:
        client.settimeout(0.5)
        client.connect((host, port))


def send_udp(host, port):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.sendto(b"x", (host, port))


def raw_socket():
    socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP).close()


def netlink():
    socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0).close()


def run(path):
    silent = [(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)]
    pid = os.posix_spawn(path, [path, "--version"], {}, file_actions=silent)
    os.waitpid(pid, 0)


def run_copy(path):
    """Executes something that was written here a moment ago."""
    with open("/usr/bin/true", "rb") as source, open(path, "wb") as target:
        target.write(source.read())
    os.chmod(path, 0o700)
    try:
        run(path)
    finally:
        os.unlink(path)


def run_from_memory():
    """Executes something that is in no file system."""
    descriptor = os.memfd_create("probe")
    with open("/usr/bin/true", "rb") as source:
        os.write(descriptor, source.read())
    run(f"/proc/self/fd/{descriptor}")


def executable_memory():
    mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC).close()


def interfaces():
    with open("/proc/self/net/dev", encoding="ascii") as file:
        return sorted(line.split(":")[0].strip() for line in file if ":" in line)


def processes():
    """Users of the processes in view."""
    return sorted({os.stat(f"/proc/{name}").st_uid for name in os.listdir("/proc") if name.isdigit()})


def become_root():
    os.setuid(0)


ACTIONS = {
    "read": read, "list": listing, "write": write, "unix": connect_unix, "tcp": connect_tcp, "udp": send_udp,
    "raw": raw_socket, "netlink": netlink, "exec": run, "exec-copy": run_copy, "exec-memory": run_from_memory,
    "wx": executable_memory, "interfaces": interfaces, "processes": processes, "root": become_root,
}


def outcome(action, arguments):
    try:
        value = ACTIONS[action](*arguments)
        return "ok" if value is None else value
    except OSError as error:
        return errno.errorcode.get(error.errno, str(error))


print(json.dumps([outcome(action, arguments) for action, *arguments in json.loads(sys.argv[1])]))
