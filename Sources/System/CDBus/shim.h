#ifndef BULKHEAD_CDBUS_H
#define BULKHEAD_CDBUS_H

#include <dbus/dbus.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>

/*
 * Fills `groups` with the groups of a user by the databases of nsswitch.conf, the main one first.
 * Returns how many there are, 0 for a user that is in no database, and never more than `room`.
 */
static inline int bulkhead_dbus_user_groups(uid_t user, gid_t *groups, int room) {
    size_t size = 1 << 16;
    char *buffer = malloc(size);
    struct passwd entry, *found = NULL;
    int count = 0;
    if (buffer && room > 0 && getpwuid_r(user, &entry, buffer, size, &found) == 0 && found) {
        count = room;
        if (getgrouplist(entry.pw_name, entry.pw_gid, groups, &count) < 0) count = room;
    }
    free(buffer);
    return count;
}

#endif
