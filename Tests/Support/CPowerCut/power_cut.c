#include "power_cut.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind { MADE, WRITTEN, CUT, SYNCED, REMOVED, FOLDER_SYNCED };

struct operation {
    enum kind kind;
    int file;
    sqlite3_int64 offset;
    int length;
    unsigned char *bytes;
};

struct power_cut {
    sqlite3_vfs vfs;
    sqlite3_vfs *real;
    char *name;
    char *folder;
    struct operation *operations;
    size_t count, capacity;
    char **files;
    int fileCount;
    long failIn, failMore, failed;
    enum power_cut_fault fault;
};

/// An open file; the real one stands behind it in memory.
struct opened {
    sqlite3_file base;
    power_cut *cut;
    /// Its number; -1 for one that is not recorded.
    int file;
    /// The first wait for the disk also waits for the folder, as SQLite's own file system does for logs and journals.
    int syncsFolder;
    sqlite3_file *real;
};

// ---------------------------------------------------------------- recording

/// The number of a path below the folder; -1 for others.
static int number(power_cut *cut, const char *path) {
    size_t length = cut->folder ? strlen(cut->folder) : 0;
    if (!path || !cut->folder || strncmp(path, cut->folder, length) != 0 || path[length] != '/') return -1;
    const char *name = path + length + 1;
    for (int index = 0; index < cut->fileCount; index++)
        if (strcmp(cut->files[index], name) == 0) return index;
    char **files = realloc(cut->files, sizeof(char *) * (size_t)(cut->fileCount + 1));
    if (!files) abort();
    cut->files = files;
    files[cut->fileCount] = strdup(name);
    return cut->fileCount++;
}

static void record(
    power_cut *cut, enum kind kind, int file, sqlite3_int64 offset, const void *bytes, int length) {
    if (file < 0) return;
    if (cut->count == cut->capacity) {
        cut->capacity = cut->capacity ? cut->capacity * 2 : 1024;
        cut->operations = realloc(cut->operations, sizeof(struct operation) * cut->capacity);
        if (!cut->operations) abort();
    }
    struct operation *operation = &cut->operations[cut->count++];
    *operation = (struct operation){kind, file, offset, length, NULL};
    if (bytes && length > 0) {
        operation->bytes = malloc((size_t)length);
        if (!operation->bytes) abort();
        memcpy(operation->bytes, bytes, (size_t)length);
    }
}

/// Whether this operation is one that fails.
static int fails(power_cut *cut) {
    if (cut->failIn <= 0) return 0;
    if (--cut->failIn > 0) return 0;
    if (cut->failMore > 0) {
        cut->failMore--;
        cut->failIn = 1;
    }
    cut->failed++;
    return 1;
}

// ---------------------------------------------------------------- an open file

static struct opened *of(sqlite3_file *file) { return (struct opened *)file; }
static sqlite3_file *real(sqlite3_file *file) { return of(file)->real; }

static int fileClose(sqlite3_file *file) { return real(file)->pMethods->xClose(real(file)); }

static int fileRead(sqlite3_file *file, void *bytes, int length, sqlite3_int64 offset) {
    if (of(file)->file >= 0 && of(file)->cut->fault == POWER_CUT_EIO && fails(of(file)->cut))
        return SQLITE_IOERR_READ;
    return real(file)->pMethods->xRead(real(file), bytes, length, offset);
}

static int fileWrite(sqlite3_file *file, const void *bytes, int length, sqlite3_int64 offset) {
    power_cut *cut = of(file)->cut;
    if (of(file)->file >= 0 && fails(cut)) {
        if (cut->fault == POWER_CUT_EIO) return SQLITE_IOERR_WRITE;
        if (cut->fault == POWER_CUT_SHORT && length > 1 &&
            real(file)->pMethods->xWrite(real(file), bytes, length / 2, offset) == SQLITE_OK)
            record(cut, WRITTEN, of(file)->file, offset, bytes, length / 2);
        return SQLITE_FULL;
    }
    int result = real(file)->pMethods->xWrite(real(file), bytes, length, offset);
    if (result == SQLITE_OK) record(cut, WRITTEN, of(file)->file, offset, bytes, length);
    return result;
}

static int fileTruncate(sqlite3_file *file, sqlite3_int64 size) {
    if (of(file)->file >= 0 && fails(of(file)->cut)) return SQLITE_IOERR_TRUNCATE;
    int result = real(file)->pMethods->xTruncate(real(file), size);
    if (result == SQLITE_OK) record(of(file)->cut, CUT, of(file)->file, size, NULL, 0);
    return result;
}

/// Writes down that the disk was waited for; the real one is not.
static int fileSync(sqlite3_file *file, int flags) {
    (void)flags;
    struct opened *opened = of(file);
    if (opened->file >= 0 && fails(opened->cut)) return SQLITE_IOERR_FSYNC;
    record(opened->cut, SYNCED, opened->file, 0, NULL, 0);
    if (opened->syncsFolder) {
        record(opened->cut, FOLDER_SYNCED, opened->file, 0, NULL, 0);
        opened->syncsFolder = 0;
    }
    return SQLITE_OK;
}

static int fileSize(sqlite3_file *file, sqlite3_int64 *size) {
    return real(file)->pMethods->xFileSize(real(file), size);
}
static int fileLock(sqlite3_file *file, int level) {
    return real(file)->pMethods->xLock(real(file), level);
}
static int fileUnlock(sqlite3_file *file, int level) {
    return real(file)->pMethods->xUnlock(real(file), level);
}
static int fileReserved(sqlite3_file *file, int *result) {
    return real(file)->pMethods->xCheckReservedLock(real(file), result);
}
static int fileControl(sqlite3_file *file, int what, void *argument) {
    return real(file)->pMethods->xFileControl(real(file), what, argument);
}
static int fileSector(sqlite3_file *file) { return real(file)->pMethods->xSectorSize(real(file)); }
static int fileCharacteristics(sqlite3_file *file) {
    return real(file)->pMethods->xDeviceCharacteristics(real(file));
}
static int fileShmMap(
    sqlite3_file *file, int page, int size, int extend, void volatile **memory) {
    return real(file)->pMethods->xShmMap(real(file), page, size, extend, memory);
}
static int fileShmLock(sqlite3_file *file, int offset, int count, int flags) {
    return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}
static void fileShmBarrier(sqlite3_file *file) { real(file)->pMethods->xShmBarrier(real(file)); }
static int fileShmUnmap(sqlite3_file *file, int removing) {
    return real(file)->pMethods->xShmUnmap(real(file), removing);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = fileClose,
    .xRead = fileRead,
    .xWrite = fileWrite,
    .xTruncate = fileTruncate,
    .xSync = fileSync,
    .xFileSize = fileSize,
    .xLock = fileLock,
    .xUnlock = fileUnlock,
    .xCheckReservedLock = fileReserved,
    .xFileControl = fileControl,
    .xSectorSize = fileSector,
    .xDeviceCharacteristics = fileCharacteristics,
    .xShmMap = fileShmMap,
    .xShmLock = fileShmLock,
    .xShmBarrier = fileShmBarrier,
    .xShmUnmap = fileShmUnmap,
};

// ---------------------------------------------------------------- the file system

static int vfsOpen(
    sqlite3_vfs *vfs, sqlite3_filename path, sqlite3_file *file, int flags, int *given) {
    power_cut *cut = vfs->pAppData;
    struct opened *opened = of(file);
    memset(opened, 0, sizeof *opened);
    opened->cut = cut;
    opened->real = (sqlite3_file *)(opened + 1);
    int known = cut->fileCount;
    opened->file = number(cut, path);
    if (opened->file >= 0 && fails(cut))
        return cut->fault == POWER_CUT_EIO ? SQLITE_IOERR : SQLITE_CANTOPEN;
    int result = cut->real->xOpen(cut->real, path, opened->real, flags, given);
    if (result != SQLITE_OK) return result;
    int isLog = flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL);
    opened->syncsFolder = isLog && (flags & SQLITE_OPEN_CREATE);
    // A file that was removed may be made again.
    if (opened->file == known || isLog) record(cut, MADE, opened->file, 0, NULL, 0);
    opened->base.pMethods = &methods;
    return SQLITE_OK;
}

static int vfsDelete(sqlite3_vfs *vfs, const char *path, int waiting) {
    power_cut *cut = vfs->pAppData;
    int file = number(cut, path);
    if (file >= 0 && fails(cut)) return SQLITE_IOERR_DELETE;
    int result = cut->real->xDelete(cut->real, path, 0);
    if (result == SQLITE_OK) {
        record(cut, REMOVED, file, 0, NULL, 0);
        if (waiting) record(cut, FOLDER_SYNCED, file, 0, NULL, 0);
    }
    return result;
}

static int vfsAccess(sqlite3_vfs *vfs, const char *path, int flags, int *result) {
    power_cut *cut = vfs->pAppData;
    return cut->real->xAccess(cut->real, path, flags, result);
}
static int vfsFullPath(sqlite3_vfs *vfs, const char *path, int size, char *out) {
    power_cut *cut = vfs->pAppData;
    return cut->real->xFullPathname(cut->real, path, size, out);
}
static int vfsRandom(sqlite3_vfs *vfs, int size, char *out) {
    power_cut *cut = vfs->pAppData;
    return cut->real->xRandomness(cut->real, size, out);
}
static int vfsSleep(sqlite3_vfs *vfs, int microseconds) {
    power_cut *cut = vfs->pAppData;
    return cut->real->xSleep(cut->real, microseconds);
}
static int vfsTime(sqlite3_vfs *vfs, double *out) {
    power_cut *cut = vfs->pAppData;
    return cut->real->xCurrentTime(cut->real, out);
}
static int vfsTime64(sqlite3_vfs *vfs, sqlite3_int64 *out) {
    power_cut *cut = vfs->pAppData;
    return cut->real->xCurrentTimeInt64(cut->real, out);
}
static int vfsError(sqlite3_vfs *vfs, int size, char *out) {
    power_cut *cut = vfs->pAppData;
    return cut->real->xGetLastError ? cut->real->xGetLastError(cut->real, size, out) : 0;
}

power_cut *power_cut_create(const char *name, const char *folder) {
    sqlite3_vfs *real = sqlite3_vfs_find(NULL);
    power_cut *cut = calloc(1, sizeof *cut);
    if (!cut || !real) return NULL;
    cut->real = real;
    cut->name = strdup(name);
    cut->folder = folder ? strdup(folder) : NULL;
    cut->vfs = (sqlite3_vfs){
        .iVersion = 2,
        .szOsFile = (int)sizeof(struct opened) + real->szOsFile,
        .mxPathname = real->mxPathname,
        .zName = cut->name,
        .pAppData = cut,
        .xOpen = vfsOpen,
        .xDelete = vfsDelete,
        .xAccess = vfsAccess,
        .xFullPathname = vfsFullPath,
        .xRandomness = vfsRandom,
        .xSleep = vfsSleep,
        .xCurrentTime = vfsTime,
        .xGetLastError = vfsError,
        .xCurrentTimeInt64 = vfsTime64,
    };
    if (sqlite3_vfs_register(&cut->vfs, 0) != SQLITE_OK) return NULL;
    return cut;
}

void power_cut_destroy(power_cut *cut) {
    sqlite3_vfs_unregister(&cut->vfs);
    for (size_t index = 0; index < cut->count; index++) free(cut->operations[index].bytes);
    for (int index = 0; index < cut->fileCount; index++) free(cut->files[index]);
    free(cut->operations);
    free(cut->files);
    free(cut->folder);
    free(cut->name);
    free(cut);
}

void power_cut_removed(power_cut *cut, const char *path) {
    record(cut, REMOVED, number(cut, path), 0, NULL, 0);
}

size_t power_cut_count(const power_cut *cut) { return cut->count; }

void power_cut_fail(power_cut *cut, long nth, long more, enum power_cut_fault fault) {
    cut->failIn = nth;
    cut->failMore = more;
    cut->fault = fault;
    cut->failed = 0;
}

long power_cut_failed(const power_cut *cut) { return cut->failed; }

// ---------------------------------------------------------------- images

/// A file while an image is built.
struct imaged {
    unsigned char *bytes;
    size_t size, capacity;
    /// Its name is on disk for good.
    int isThere;
    /// Its name may be, or may be no longer.
    int isUnsure;
    /// What becomes of its name if the folder is written now.
    int willBeThere;
    /// Operations that the disk was not waited for.
    const struct operation **pending;
    size_t pendingCount, pendingCapacity;
    /// The file of the same name that was removed before this one was made, while it may still come back.
    struct imaged *former;
};

static void drop(struct imaged *file) {
    if (file->former) drop(file->former);
    free(file->former);
    free(file->bytes);
    free(file->pending);
}

static uint64_t random64(uint64_t *state) {
    // xorshift64*
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * 2685821657736338717u;
}

static void put(struct imaged *file, size_t offset, const unsigned char *bytes, size_t length) {
    size_t end = offset + length;
    if (end > file->capacity) {
        file->capacity = end * 2;
        file->bytes = realloc(file->bytes, file->capacity);
        if (!file->bytes) abort();
    }
    if (offset > file->size) memset(file->bytes + file->size, 0, offset - file->size);
    memcpy(file->bytes + offset, bytes, length);
    if (end > file->size) file->size = end;
}

static void cutTo(struct imaged *file, size_t size) {
    if (size <= file->size) {
        file->size = size;
    } else {
        unsigned char nothing = 0;
        put(file, size - 1, &nothing, 1);
    }
}

static void apply(struct imaged *file, const struct operation *operation) {
    if (operation->kind == WRITTEN)
        put(file, (size_t)operation->offset, operation->bytes, (size_t)operation->length);
    else
        cutTo(file, (size_t)operation->offset);
}

/// Some sectors of a write.
static void applyTorn(
    struct imaged *file, const struct operation *operation, uint64_t *state) {
    if (operation->kind != WRITTEN) return apply(file, operation);
    size_t start = (size_t)operation->offset, end = start + (size_t)operation->length;
    while (start < end) {
        size_t next = (start / 512 + 1) * 512;
        if (next > end) next = end;
        if (random64(state) % 4)
            put(file, start, operation->bytes + (start - (size_t)operation->offset), next - start);
        start = next;
    }
}

static void hold(struct imaged *file, const struct operation *operation) {
    if (file->pendingCount == file->pendingCapacity) {
        file->pendingCapacity = file->pendingCapacity ? file->pendingCapacity * 2 : 64;
        file->pending = realloc(file->pending, sizeof(void *) * file->pendingCapacity);
        if (!file->pending) abort();
    }
    file->pending[file->pendingCount++] = operation;
}

static int isInSameFolder(const char *one, const char *other) {
    const char *slash = strrchr(one, '/'), *otherSlash = strrchr(other, '/');
    size_t length = slash ? (size_t)(slash - one) : 0;
    size_t otherLength = otherSlash ? (size_t)(otherSlash - other) : 0;
    return length == otherLength && strncmp(one, other, length) == 0;
}

static void replay(const power_cut *cut, size_t upto, struct imaged *files) {
    for (size_t index = 0; index < upto; index++) {
        const struct operation *operation = &cut->operations[index];
        struct imaged *file = &files[operation->file];
        switch (operation->kind) {
        case MADE:
            if (!file->willBeThere && file->isThere) {
                struct imaged *former = malloc(sizeof *former);
                if (!former) abort();
                *former = *file;
                *file = (struct imaged){.former = former};
            }
            file->willBeThere = 1;
            file->isUnsure = !file->isThere;
            break;
        case REMOVED:
            file->willBeThere = 0;
            file->isUnsure = 1;
            break;
        case WRITTEN:
        case CUT: hold(file, operation); break;
        case SYNCED:
            for (size_t held = 0; held < file->pendingCount; held++)
                apply(file, file->pending[held]);
            file->pendingCount = 0;
            break;
        case FOLDER_SYNCED:
            for (int other = 0; other < cut->fileCount; other++) {
                struct imaged *neighbour = &files[other];
                if (!neighbour->isUnsure ||
                    !isInSameFolder(cut->files[other], cut->files[operation->file]))
                    continue;
                neighbour->isThere = neighbour->willBeThere;
                neighbour->isUnsure = 0;
                if (neighbour->former) {
                    drop(neighbour->former);
                    free(neighbour->former);
                    neighbour->former = NULL;
                }
                if (!neighbour->isThere) {
                    neighbour->size = 0;
                    neighbour->pendingCount = 0;
                }
            }
            break;
        }
    }
}

static void finish(struct imaged *file, uint64_t seed, uint64_t *state) {
    unsigned mode = seed % 4;
    if (file->isUnsure) {
        int isWritten = mode == 0 ? 0 : mode == 1 ? 1 : (int)(random64(state) % 2);
        if (!isWritten && file->former) {
            struct imaged *former = file->former;
            free(file->bytes);
            free(file->pending);
            *file = *former;
            free(former);
        } else if (isWritten) {
            file->isThere = file->willBeThere;
        }
    }
    if (mode == 3) {
        for (size_t index = file->pendingCount; index > 1; index--) {
            size_t other = random64(state) % index;
            const struct operation *held = file->pending[index - 1];
            file->pending[index - 1] = file->pending[other];
            file->pending[other] = held;
        }
    }
    for (size_t index = 0; index < file->pendingCount && mode > 0; index++) {
        if (mode > 1 && random64(state) % 2) continue;
        if (mode == 3)
            applyTorn(file, file->pending[index], state);
        else
            apply(file, file->pending[index]);
    }
}

static int store(const struct imaged *file, const char *name, const char *target) {
    if (!file->isThere) return 0;
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", target, name);
    FILE *out = fopen(path, "wb");
    if (!out) return -1;
    size_t written = file->size ? fwrite(file->bytes, 1, file->size, out) : 0;
    return fclose(out) == 0 && written == file->size ? 0 : -1;
}

int power_cut_image(const power_cut *cut, size_t upto, uint64_t seed, const char *target) {
    struct imaged *files = calloc((size_t)cut->fileCount + 1, sizeof *files);
    if (!files) return -1;
    uint64_t state = seed * 0x9E3779B97F4A7C15u + 0x1234567;
    int result = 0;
    replay(cut, upto < cut->count ? upto : cut->count, files);
    for (int index = 0; index < cut->fileCount; index++) {
        finish(&files[index], seed, &state);
        if (store(&files[index], cut->files[index], target) != 0) result = -1;
        drop(&files[index]);
    }
    free(files);
    return result;
}
