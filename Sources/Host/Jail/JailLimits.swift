/// Resource limits of a jailed program (getrlimit(2)); memory dumps are always off.
package struct JailLimits: Hashable, Sendable {
    package var openFiles: UInt64
    /// The largest file that it can make or grow, in bytes; nil for no limit.
    package var fileBytes: UInt64?
    /// Processes and threads of its user.
    package var processes: UInt64

    package init(openFiles: UInt64 = 256, fileBytes: UInt64? = nil, processes: UInt64 = 128) {
        self.openFiles = openFiles
        self.fileBytes = fileBytes
        self.processes = processes
    }
}
