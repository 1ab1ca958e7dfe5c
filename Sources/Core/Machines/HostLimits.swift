/// How much of the host VMs may take.
package struct HostLimits: Hashable, Sendable {
    /// The memory reserves that are accepted, in MiB.
    package static let memoryReserveLimitsMiB = 0...1_048_576
    /// The numbers of parallel starts that are accepted.
    package static let parallelStartLimits = 1...64
    /// The console log sizes that are accepted, in MiB.
    package static let consoleLogLimitsMiB = 1...1024

    /// The memory that stays for the host, in MiB: no VM may be bigger than the rest.
    package var memoryReserveMiB: Int
    /// How many VMs may be starting at one time.
    package var parallelStarts: Int
    /// How much of a VM's console is kept, in MiB.
    package var consoleLogMiB: Int

    package init(memoryReserveMiB: Int = 512, parallelStarts: Int = 2, consoleLogMiB: Int = 4) {
        self.memoryReserveMiB = memoryReserveMiB
        self.parallelStarts = parallelStarts
        self.consoleLogMiB = consoleLogMiB
    }
}
