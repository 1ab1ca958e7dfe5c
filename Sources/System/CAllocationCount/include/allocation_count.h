#ifndef BULKHEAD_ALLOCATION_COUNT_H
#define BULKHEAD_ALLOCATION_COUNT_H

#include <stdint.h>

/// How many times the calling thread has asked for memory so far.
uint64_t bulkhead_allocation_count(void);

#endif
