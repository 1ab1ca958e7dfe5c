#ifndef BULKHEAD_CSECCOMP_H
#define BULKHEAD_CSECCOMP_H

#include <errno.h>
#include <seccomp.h>

/* Swift sees neither the cast in this macro nor a variadic function. */
static inline uint32_t bulkhead_seccomp_act_errno(int code) { return SCMP_ACT_ERRNO(code); }
static inline uint32_t bulkhead_seccomp_act_kill_process(void) { return SCMP_ACT_KILL_PROCESS; }
static inline uint32_t bulkhead_seccomp_act_allow(void) { return SCMP_ACT_ALLOW; }

/* A rule without argument conditions. */
static inline int bulkhead_seccomp_rule_add(scmp_filter_ctx filter, uint32_t action, int number) {
    return seccomp_rule_add_array(filter, action, number, 0, 0);
}

#endif
