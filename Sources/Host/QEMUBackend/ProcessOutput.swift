internal import LinuxIO

/// What a machine's process writes to its standard output and error: a file in memory that cannot grow.
///
/// A guest that takes its QEMU over can fill it, and nothing else of the host.
struct ProcessOutput: ~Copyable, Sendable {
    static let limitBytes = 64 << 10

    private let file: OwnedDescriptor

    init() throws(SystemError) {
        let file = try OwnedDescriptor.memoryFile(name: "bulkhead-output", sizeBytes: Self.limitBytes)
        try file.sealSize()
        self.file = file
    }

    /// The output of a process that runs.
    init(of process: Int32) throws(SystemError) { file = try FileSystem.open("/proc/\(process)/fd/2") }

    borrowing func descriptor() throws(SystemError) -> OwnedDescriptor { try file.duplicate() }

    /// All that was written so far.
    borrowing func text() -> String {
        let bytes = (try? file.read(at: 0, limit: Self.limitBytes)) ?? []
        guard let end = bytes.lastIndex(where: { $0 != 0 && $0 != UInt8(ascii: "\n") }) else { return "" }
        return String(decoding: bytes[...end].lazy.map { $0 == 0 ? UInt8(ascii: " ") : $0 }, as: UTF8.self)
    }
}
