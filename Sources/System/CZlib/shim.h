#ifndef BULKHEAD_CZLIB_H
#define BULKHEAD_CZLIB_H

#include <zlib.h>

#endif
