"""What the kernel knows of a process: CPU time and memory."""
import os
from pathlib import Path

TICK = 1 / os.sysconf("SC_CLK_TCK")


def children(pid):
    """Processes whose parent is `pid`, with their names."""
    found = {}
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found[int(child)] = Path(f"/proc/{child}/comm").read_text().strip()
    return found


def parent(pid):
    """The process that started `pid`."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def cpu_seconds(pid):
    """User and system time of all threads: exact from the scheduler, and in ticks as utime + stime."""
    nanoseconds = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        nanoseconds += int((task / "schedstat").read_text().split()[0])
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return nanoseconds / 1e9, (int(fields[11]) + int(fields[12])) * TICK


def context_switches(pid):
    """Voluntary and involuntary switches of all threads, which is how often it was woken and interrupted."""
    counts = [0, 0]
    for task in Path(f"/proc/{pid}/task").iterdir():
        for line in (task / "status").read_text().splitlines():
            if line.startswith("voluntary_ctxt_switches"):
                counts[0] += int(line.split()[1])
            elif line.startswith("nonvoluntary_ctxt_switches"):
                counts[1] += int(line.split()[1])
    return counts


def pss_mb(pid):
    """Proportional set size: its own pages, and its share of those it has in common with others."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


def busy_and_all():
    """CPU seconds since boot of the whole machine: busy ones, and all."""
    with open("/proc/stat") as file:
        fields = [int(field) * TICK for field in file.readline().split()[1:9]]
    everything = sum(fields)
    return everything - fields[3] - fields[4], everything


class Meter:
    """CPU time between two moments: of named processes, of the tools around them, and of everybody else."""

    def __init__(self, processes, tools):
        self.processes = processes
        self.tools = tools

    def read(self):
        processes = {name: (*cpu_seconds(pid), *context_switches(pid)) for name, pid in self.processes.items()}
        tools = {name: cpu_seconds(pid)[0] for name, pid in self.tools.items()}
        return processes, tools, busy_and_all()

    @staticmethod
    def between(before, after):
        """What was spent: for each process, for each tool, and the share of the machine that others took."""
        processes = Meter._processes(before[0], after[0])
        tools = {name: round(after[1][name] - before[1][name], 6) for name in before[1]}
        busy, everything = (after[2][i] - before[2][i] for i in (0, 1))
        known = sum(spent["cpu_s"] for spent in processes.values()) + sum(tools.values())
        return {"cpu": processes, "tools": tools, "others": round(max(0, busy - known) / max(everything, TICK), 3)}

    @staticmethod
    def _processes(before, after):
        """For each process: seconds of CPU (scheduler), the same in ticks, and how often it was woken."""
        return {
            name: {
                "cpu_s": round(after[name][0] - before[name][0], 6),
                "ticks_s": round(after[name][1] - before[name][1], 2),
                "woken": after[name][2] - before[name][2],
                "interrupted": after[name][3] - before[name][3],
            }
            for name in before
        }
