internal import Channel
internal import LinuxIO

/// The console log: appends, and starts over when it is full, so that a guest cannot fill the disk.
final class ConsoleLog {
    private let file: OwnedDescriptor
    private let limitBytes: Int
    private var sizeBytes: Int
    private let marker: [UInt8]

    init(_ file: consuming OwnedDescriptor, limitBytes: Int) {
        sizeBytes = (try? file.sizeBytes()) ?? 0
        self.file = file
        self.limitBytes = limitBytes
        marker = Array("[bulkhead: the log was full at \(limitBytes) bytes and starts over]\n".utf8)
    }

    /// Appends; a full disk loses the bytes, never the console.
    func append(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            if sizeBytes >= limitBytes {
                guard (try? file.truncate(toBytes: 0)) != nil else { return }
                sizeBytes = 0
                guard write(marker[...]) > 0 else { return }
            }
            let count = write(rest.prefix(limitBytes - sizeBytes))
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    private func write(_ bytes: ArraySlice<UInt8>) -> Int {
        let count = (try? file.write(bytes)) ?? 0
        sizeBytes += count
        return count
    }
}
