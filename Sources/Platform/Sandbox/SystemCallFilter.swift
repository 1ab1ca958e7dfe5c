internal import CSeccomp

/// A list of the system calls that a process may still make; any other kills it.
package struct SystemCallFilter: Hashable, Sendable {
    package let allowed: [String]

    /// Names system calls as seccomp_syscall_resolve_name(3) knows them.
    package init(allowing allowed: [String]) { self.allowed = allowed }

    /// Puts the filter on this process, for good; it also gives up gaining privileges by exec.
    package func apply() throws(SandboxError) {
        // SAFETY: the context is made, used and released in this function only.
        guard let context = unsafe seccomp_init(bulkhead_seccomp_act_kill_process()) else { throw .outOfMemory }
        defer { unsafe seccomp_release(context) }
        for name in allowed {
            let number = unsafe seccomp_syscall_resolve_name(name)
            guard number != -1 else { throw .unknownSystemCall(name) }
            let result = unsafe bulkhead_seccomp_rule_add(context, bulkhead_seccomp_act_allow(), number)
            guard result == 0 else { throw .refused(name, code: -result) }
        }
        let result = unsafe seccomp_load(context)
        guard result == 0 else { throw .refused("load", code: -result) }
    }
}
