internal import LinuxIO
internal import Sandbox

/// What the program `bulkhead-broker` does.
package enum BrokerProgram {
    /// What a broker may still ask of the kernel once it has its descriptors.
    ///
    /// Moving bytes on open descriptors, waiting, memory, the clock and random bytes; no files, no processes, no
    /// network.
    private static let filter = SystemCallFilter(allowing: [
        "read", "write", "readv", "writev", "recvmsg", "sendmsg", "poll", "ppoll", "accept4", "close", "fcntl",
        "fstat", "newfstatat", "shutdown", "ftruncate", "lseek", "getrandom", "clock_gettime", "gettimeofday",
        "mmap", "munmap", "mremap", "madvise", "brk", "futex",
        "rt_sigreturn", "rt_sigprocmask", "rt_sigaction", "sigaltstack", "restart_syscall", "exit", "exit_group",
    ])

    /// Takes the inherited descriptors, gives up everything else, and works until the virtual machine has gone.
    ///
    /// - Parameter arguments: Those behind the program's name.
    package static func run(_ arguments: [String]) -> Never {
        let options: BrokerOptions
        let broker: Broker
        do throws(BrokerError) {
            options = try BrokerOptions(arguments: arguments)
        } catch {
            fail("\(error)", code: 64)
        }
        CurrentProcess.ignoreBrokenPipes()
        do {
            broker = try Broker(try BrokerDescriptors.inherited(), options: options)
            try filter.apply()
        } catch {
            fail("\(error)", code: 1)
        }
        CurrentProcess.exit(broker.run())
    }

    private static func fail(_ text: String, code: Int32) -> Never {
        CurrentProcess.writeError("bulkhead-broker: \(text)\n")
        CurrentProcess.exit(code)
    }
}
