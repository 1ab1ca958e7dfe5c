package import Sandbox

/// What a broker may still ask of the kernel once it has its descriptors.
package enum BrokerSandbox {
    /// Moving bytes on open descriptors, waiting, memory, the clock and random bytes; no files, no processes, no
    /// network.
    package static let filter = SystemCallFilter(allowing: [
        "read", "write", "readv", "writev", "recvmsg", "sendmsg", "poll", "ppoll", "accept4", "close", "fcntl",
        "fstat", "newfstatat", "ftruncate", "lseek", "getrandom", "clock_gettime", "gettimeofday",
        "mmap", "munmap", "mremap", "madvise", "brk", "futex",
        "rt_sigreturn", "rt_sigprocmask", "rt_sigaction", "sigaltstack", "restart_syscall", "exit", "exit_group",
    ])
}
