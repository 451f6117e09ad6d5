// An SQLite VFS over the operating system's own that writes down every change of a file, so that tests can build what a
// power cut at any moment may have left, and that lets a chosen operation fail.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// A recording file system. It belongs to one thread.
typedef struct power_cut power_cut;

/// How an operation fails.
enum power_cut_fault {
    /// The disk does not answer (EIO).
    POWER_CUT_EIO = 1,
    /// The disk is full (ENOSPC); nothing is written.
    POWER_CUT_ENOSPC = 2,
    /// The first half is written, then the disk is full.
    POWER_CUT_SHORT = 3,
};

/// Registers a file system under `name`. Only files below `folder` are recorded, and none when it is NULL. The real disk is
/// never waited for, which only saves time. NULL without memory.
power_cut *power_cut_create(const char *name, const char *folder);
/// Unregisters it; no file of it is open any more.
void power_cut_destroy(power_cut *cut);

/// Writes down that a file was removed other than by SQLite: its name may come back until the folder is waited for.
void power_cut_removed(power_cut *cut, const char *path);

/// Operations recorded: files made, bytes written, cuts of length, waits for the disk, files removed.
size_t power_cut_count(const power_cut *cut);

/// Writes to `target`, a folder with the same subfolders, what a power cut after the first `upto` operations may have left:
/// all that was waited for, and of the rest a part that `seed` chooses: nothing, everything, some of it, or some sectors of
/// some of it out of order. 0, or -1 when a file cannot be written.
int power_cut_image(const power_cut *cut, size_t upto, uint64_t seed, const char *target);

/// Lets the `nth` operation from now (1 is the next) fail, and `more` after it.
void power_cut_fail(power_cut *cut, long nth, long more, enum power_cut_fault fault);
/// How many operations have failed.
long power_cut_failed(const power_cut *cut);
