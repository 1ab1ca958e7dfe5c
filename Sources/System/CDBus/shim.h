#ifndef BULKHEAD_CDBUS_H
#define BULKHEAD_CDBUS_H

#include <dbus/dbus.h>

#endif
