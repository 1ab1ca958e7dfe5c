import LinuxIO

/// The last words of a broker, in a file in memory that it can fill and not grow.
final class BrokerOutput: Sendable {
    private static let limitBytes = 16 << 10
    private let file: OwnedDescriptor

    init() throws(SystemError) {
        let made = try OwnedDescriptor.memoryFile(name: "broker-output", sizeBytes: Self.limitBytes)
        try made.sealSize()
        file = made
    }

    var number: CInt { file.number }

    /// What was written so far, without the unused rest of the file.
    var text: String {
        let bytes = (try? file.read(at: 0, limit: Self.limitBytes)) ?? []
        return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
}
