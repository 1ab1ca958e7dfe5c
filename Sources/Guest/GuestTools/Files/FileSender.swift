internal import Checksums
internal import FileCopy
internal import LinuxIO

/// Sends files in Qubes' format, and hears from the receiver what became of them.
final class FileSender {
    private static let stepBytes = 128 * 1024

    private var output: Descriptor?
    private let input: Descriptor
    private let progress: CopyProgress?
    private var checksum = CyclicRedundancyCheck()
    /// Small pieces that go out together.
    private var pending: [UInt8] = []

    /// - Parameters:
    ///   - output: What the receiver reads.
    ///   - input: What the receiver writes.
    ///   - progress: Told of what is sent; nil for nobody.
    init(output: Descriptor, input: Descriptor, progress: CopyProgress? = nil) {
        self.output = output
        self.input = input
        self.progress = progress
    }

    func send(_ source: CopySource) throws(CallError) {
        try send(source.name, in: source.parent, path: source.name)
    }

    /// Says that there is no more, and waits for the receiver.
    ///
    /// - Throws: Why not all is there, or not as it was sent.
    func finish() throws(CallError) {
        try put(CopyEntry.endBytes)
        try flush()
        let result = try receiveResult()
        guard result.errorCode == 0 else { throw Self.failure(result) }
        guard result.checksum == checksum.value else {
            throw CallError("the files arrived with other bytes than were sent", exitCode: ExitCode.failure)
        }
        close()
        progress?.end()
    }

    /// Lets the receiver know that nothing follows.
    func close() { output = nil }

    // MARK: Entries

    private func send(_ name: [UInt8], in parent: Folder, path: [UInt8]) throws(CallError) {
        do {
            guard let facts = try parent.facts(name) else {
                throw SystemError("read", Self.display(path), code: ErrorCode.notFound)
            }
            switch facts.kind {
            case .file: try sendFile(name, in: parent, path: path)
            case .folder:
                let entry = try self.entry(path, .folder, facts)
                try put(entry.bytes)
                let folder = try parent.folder(name)
                // Sorted, so that the same folder is the same stream.
                for inner in try folder.names().sorted(by: { $0.lexicographicallyPrecedes($1) }) {
                    try send(inner, in: folder, path: path + [UInt8(ascii: "/")] + inner)
                }
                try put(entry.bytes)
            case .link: try put(try entry(path, .link(target: try parent.linkTarget(name)), facts).bytes)
            case .other:
                throw CallError(
                    "'\(Self.display(path))' is neither a file, nor a folder, nor a link", exitCode: ExitCode.failure)
            }
        } catch let error as CallError {
            throw error
        } catch {
            throw CallError("\(error)", exitCode: ExitCode.failure)
        }
    }

    private func sendFile(_ name: [UInt8], in parent: Folder, path: [UInt8]) throws {
        let file = Descriptor(try parent.file(name))
        guard let facts = try parent.facts(name), facts.kind == .file else {
            throw SystemError("read", Self.display(path), code: ErrorCode.notFound)
        }
        try put(try entry(path, .file(sizeBytes: facts.sizeBytes), facts).bytes)
        var left = facts.sizeBytes
        while left > 0 {
            guard let bytes = try file.descriptor.read(limit: Int(min(left, UInt64(Self.stepBytes)))), !bytes.isEmpty
            else {
                throw CallError(
                    "'\(Self.display(path))' became shorter while it was sent", exitCode: ExitCode.failure)
            }
            left -= UInt64(bytes.count)
            try put(bytes)
            progress?.advance(bytes.count)
        }
    }

    private func entry(_ path: [UInt8], _ kind: CopyEntry.Kind, _ facts: Folder.Facts) throws(CallError) -> CopyEntry {
        do throws(CopyFault) {
            return CopyEntry(
                path: try CopyPath(path), kind: kind, permissions: facts.mode, accessed: Self.time(facts.accessed),
                modified: Self.time(facts.modified))
        } catch {
            throw CallError("'\(Self.display(path))': \(error)", exitCode: ExitCode.failure)
        }
    }

    private static func time(_ time: (Int, Int)) -> CopyTime {
        CopyTime(seconds: UInt32(clamping: time.0), nanoseconds: UInt32(clamping: time.1))
    }

    // MARK: Bytes

    private func put(_ bytes: [UInt8]) throws(CallError) {
        checksum.update(bytes)
        if bytes.count >= Self.stepBytes / 2 {
            try flush()
            try write(bytes)
        } else {
            pending += bytes
            if pending.count >= Self.stepBytes { try flush() }
        }
    }

    private func flush() throws(CallError) {
        guard !pending.isEmpty else { return }
        let bytes = pending
        pending.removeAll(keepingCapacity: true)
        try write(bytes)
    }

    private func write(_ bytes: [UInt8]) throws(CallError) {
        do throws(SystemError) { try output?.descriptor.writeAll(bytes) } catch {
            // A receiver that takes no more has said why.
            close()
            let result = try receiveResult()
            throw result.errorCode == 0 ? CallError("the receiver takes no more: \(error)") : Self.failure(result)
        }
    }

    private func receiveResult() throws(CallError) -> CopyResult {
        let limit = CopyResult.fixedByteCount + CopyLimits.path + 1
        let bytes: [UInt8]
        do throws(SystemError) { bytes = try input.descriptor.readAll(limit: limit) } catch {
            throw CallError("what the receiver says cannot be read: \(error)")
        }
        guard let result = CopyResult(bytes: bytes) else { throw CallError("the receiver ended without a word") }
        return result
    }

    private static func failure(_ result: CopyResult) -> CallError {
        let last = result.lastPath.isEmpty ? "" : " (at '\(display(result.lastPath))')"
        let text =
            switch CInt(truncatingIfNeeded: result.errorCode) {
            case ErrorCode.exists: "'\(display(result.lastPath))' is in ~/QubesIncoming there already"
            case ErrorCode.invalid: "the receiver does not take what it got for files\(last)"
            case ErrorCode.permission: "the receiver does not take a link that leads out of what is copied\(last)"
            case let code: "not copied: \(SystemError("", code: code).reason)\(last)"
            }
        return CallError(text, exitCode: ExitCode.failure)
    }

    /// Names of files as a terminal can take them.
    private static func display(_ path: [UInt8]) -> String {
        String(
            decoding: path.map { (0x20...0x7E).contains($0) || $0 >= 0x80 ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
    }
}
