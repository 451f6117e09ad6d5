#ifndef OMNI_C_ALLOCATIONS_H
#define OMNI_C_ALLOCATIONS_H

#include <stdint.h>

/// Allocations of this program so far, reallocations included.
uint64_t omni_allocations(void);

/// Bytes that are allocated now, as malloc rounds them.
int64_t omni_allocated_bytes(void);

#endif
