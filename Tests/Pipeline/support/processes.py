"""Facts about processes, from /proc."""

import os


def alive(pid):
    """Whether a process runs; a zombie does not."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def stopped(pid):
    """Whether all threads of a process stand still, which they do some time after SIGSTOP was sent."""
    def state(thread):
        with open(f"/proc/{pid}/task/{thread}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0]

    return all(state(thread) == "T" for thread in os.listdir(f"/proc/{pid}/task"))


def memory(pid):
    """Resident memory and its peak, in bytes."""
    values = {}
    with open(f"/proc/{pid}/status") as file:
        for line in file:
            name, _, rest = line.partition(":")
            if name in ("VmRSS", "VmHWM"):
                values[name] = int(rest.split()[0]) * 1024
    return values["VmRSS"], values["VmHWM"]


def resident(pid):
    """Resident memory in bytes."""
    return memory(pid)[0]


def forget_peak(pid):
    """Lets the peak of resident memory count from now (proc(5), clear_refs)."""
    with open(f"/proc/{pid}/clear_refs", "w") as file:
        file.write("5")


def descriptors(pid):
    """Number of open descriptors."""
    return len(os.listdir(f"/proc/{pid}/fd"))


def environ(pid):
    """The environment a process was started with, as bytes."""
    with open(f"/proc/{pid}/environ", "rb") as file:
        return file.read()


def command_line(pid):
    """The arguments of a process, as bytes."""
    with open(f"/proc/{pid}/cmdline", "rb") as file:
        return file.read()


def name(pid):
    """Name of a process; empty when it is gone."""
    try:
        with open(f"/proc/{pid}/comm") as file:
            return file.read().strip()
    except OSError:
        return ""


def started(pid):
    """When a process started, in ticks since boot; 0 when it is gone."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return int(file.read().rsplit(")", 1)[1].split()[19])
    except OSError:
        return 0


def of_data_directory(directory):
    """All daemons whose state is below a directory: {short name: [pids, oldest first]}."""
    mark = f"OMNI_SOCKET_DIR=".encode()
    state = f"STATE_DIRECTORY={directory}/".encode()
    found = {}
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            pid = int(entry)
            title = name(pid)
            if not title.startswith("omni-") or not alive(pid):
                continue
            variables = environ(pid)
            if mark in variables and state in variables:
                found.setdefault(title.removeprefix("omni-"), []).append(pid)
        except OSError:
            continue
    for pids in found.values():
        pids.sort(key=lambda pid: (started(pid), pid))
    return found


def search_memory(pid, needle):
    """Whether bytes stand anywhere in the writable memory of a process."""
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
        for line in maps:
            fields = line.split()
            if "w" not in fields[1] or fields[-1] in ("[vvar]", "[vsyscall]"):
                continue
            start, end = (int(part, 16) for part in fields[0].split("-"))
            try:
                memory.seek(start)
                if needle in memory.read(end - start):
                    return True
            except (OSError, ValueError):
                continue
    return False
