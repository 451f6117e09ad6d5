// Counts what a program allocates: its own malloc stands before that of the C library (glibc manual, "Replacing malloc").
#include "include/CAllocations.h"

#include <errno.h>
#include <malloc.h>
#include <stddef.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *pointer, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *pointer);

// A benchmark has one thread.
static uint64_t allocations;
static int64_t bytes;

uint64_t omni_allocations(void) { return allocations; }

int64_t omni_allocated_bytes(void) { return bytes; }

static void *counted(void *pointer) {
    if (pointer != NULL) {
        allocations++;
        bytes += (int64_t)malloc_usable_size(pointer);
    }
    return pointer;
}

void *malloc(size_t size) { return counted(__libc_malloc(size)); }

void *calloc(size_t count, size_t size) { return counted(__libc_calloc(count, size)); }

void *realloc(void *pointer, size_t size) {
    if (pointer != NULL) bytes -= (int64_t)malloc_usable_size(pointer);
    return counted(__libc_realloc(pointer, size));
}

void *memalign(size_t alignment, size_t size) { return counted(__libc_memalign(alignment, size)); }

void *aligned_alloc(size_t alignment, size_t size) {
    return counted(__libc_memalign(alignment, size));
}

int posix_memalign(void **result, size_t alignment, size_t size) {
    void *pointer = memalign(alignment, size);
    if (pointer == NULL) return ENOMEM;
    *result = pointer;
    return 0;
}

void free(void *pointer) {
    if (pointer != NULL) bytes -= (int64_t)malloc_usable_size(pointer);
    __libc_free(pointer);
}
