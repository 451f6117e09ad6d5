"""What the figures were measured on."""
import os
import platform
import shutil
import subprocess

from measure.build import REPOSITORY


def load_average():
    return round(os.getloadavg()[0], 2)


def describe(binaries):
    return {
        "cpu": _field("/proc/cpuinfo", "model name"),
        "cores": os.cpu_count(),
        "memory_mb": int((_field("/proc/meminfo", "MemTotal") or "0").split()[0]) // 1024,
        "kernel": platform.release(),
        "nginx": _output(["nginx", "-v"]).rpartition("/")[2],
        "omniroute": _output([str(binaries / "omniroute"), "--version"]),
        "commit": _output(["git", "-C", str(REPOSITORY), "describe", "--always", "--dirty"]),
        "load_before": load_average(),
    }


def _field(path, name):
    with open(path) as file:
        for line in file:
            if line.startswith(name):
                return line.partition(":")[2].strip()
    return None


def _output(command):
    if not shutil.which(command[0]):
        return "missing"
    done = subprocess.run(command, capture_output=True, text=True, timeout=10)
    return (done.stdout + done.stderr).strip()
