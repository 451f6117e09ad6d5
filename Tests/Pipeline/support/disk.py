"""A small file system of a test's own, that can be filled and emptied."""

import errno
import os
import subprocess

from . import needs


class SmallDisk:
    """A tmpfs at a folder; needs the right to mount."""

    def __init__(self, folder, size):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        try:
            result = subprocess.run(
                ["mount", "-t", "tmpfs", "-o", f"size={size},mode=0700", "tmpfs", str(folder)],
                capture_output=True, text=True, timeout=10)
        except FileNotFoundError:
            needs.missing("there is no mount(8): the full disk is NOT tested")
        if os.geteuid() != 0 or result.returncode != 0:
            needs.missing(f"a tmpfs cannot be mounted: the full disk is NOT tested ({result.stderr.strip()})")
        self.ballast = folder / ".ballast"

    def free(self):
        """Bytes that are free."""
        facts = os.statvfs(self.folder)
        return facts.f_bavail * facts.f_frsize

    def leave(self, free):
        """Fills it, or empties it, until so many bytes are free."""
        descriptor = os.open(self.ballast, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            size = os.fstat(descriptor).st_size
            wanted = max(0, size + self.free() - free)
            if wanted < size:
                os.ftruncate(descriptor, wanted)
            elif wanted > size:
                self._grow(descriptor, size, wanted)
        finally:
            os.close(descriptor)

    @staticmethod
    def _grow(descriptor, size, wanted):
        """As far as it goes: others write meanwhile."""
        step = wanted - size
        while size < wanted and step >= 4096:
            try:
                os.posix_fallocate(descriptor, size, min(step, wanted - size))
                size += min(step, wanted - size)
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise
                step //= 2

    def empty(self):
        """Takes the ballast away."""
        self.ballast.unlink(missing_ok=True)

    def close(self):
        """Unmounts it, whoever still has something open there."""
        subprocess.run(["umount", "-l", str(self.folder)], capture_output=True, timeout=10)
