internal import Checksums
internal import FileCopy
internal import LinuxIO

/// Takes files in Qubes' format from another VM, which is believed in nothing.
final class FileReceiver {
    private static let stepBytes = 128 * 1024

    private let input: Descriptor
    private let incoming: IncomingFolder
    private var checksum = CyclicRedundancyCheck()
    private var lastPath: [UInt8] = []

    init(input: Descriptor, into incoming: IncomingFolder) {
        self.input = input
        self.incoming = incoming
    }

    /// Works until the sender is done, or something is wrong; whatever is not whole is removed then.
    ///
    /// - Returns: What the sender is to be told.
    func run() -> CopyResult {
        var code: UInt32 = 0
        do {
            try receive()
            try incoming.keep()
        } catch {
            code = Self.code(error)
            // What came before is whole: it stays.
            do { try incoming.keep() } catch { ReceiverLog.note("\(error)") }
            ReceiverLog.note("\(error)")
        }
        return CopyResult(errorCode: code, checksum: checksum.value, lastPath: lastPath)
    }

    private func receive() throws {
        var reader = CopyReader()
        while !reader.hasEnded {
            guard let bytes = try input.descriptor.read(limit: Self.stepBytes), !bytes.isEmpty else {
                throw CopyFault.truncated
            }
            checksum.update(bytes)
            var offset = 0
            while let event = try reader.next(bytes, &offset) {
                switch event {
                case .entry(let entry):
                    lastPath = entry.path.bytes
                    try incoming.begin(entry)
                case .content(let range): try incoming.write(bytes[range])
                case .fileEnded: try incoming.endFile()
                case .ended: break
                }
            }
        }
    }

    private static func code(_ error: any Error) -> UInt32 {
        if let fault = error as? CopyFault { return fault.errorCode }
        return (error as? SystemError).map { UInt32(bitPattern: $0.code) } ?? CopyFault.truncated.errorCode
    }
}
