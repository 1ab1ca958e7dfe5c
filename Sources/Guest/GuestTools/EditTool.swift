internal import LinuxIO

/// What the service `qubes.OpenInVM` is made of: opens the file that comes in, and sends it back when it was changed.
enum EditTool {
    /// Largest document that goes either way, in bytes.
    static let limitBytes = 1 << 30

    static func run(_ arguments: [String]) throws(CallError) -> Int32 {
        do {
            let input = Descriptor(OwnedDescriptor(adopting: 0))
            var first: [UInt8] = []
            while first.count < OpenHeader.byteCount,
                let bytes = try input.descriptor.read(limit: OpenHeader.byteCount - first.count), !bytes.isEmpty
            {
                first += bytes
            }
            guard let header = OpenHeader(bytes: first) else {
                throw CallError("what came is no file", exitCode: ExitCode.failure)
            }
            return try edit(header, input)
        } catch let error as CallError {
            throw error
        } catch {
            throw CallError("\(error)", exitCode: ExitCode.failure)
        }
    }

    private static func edit(_ header: OpenHeader, _ input: Descriptor) throws -> Int32 {
        let source = CurrentProcess.environment("QREXEC_REMOTE_DOMAIN") ?? "unknown"
        let directory = try FileSystem.makeTemporaryDirectory(in: "/tmp", prefix: "\(source)-")
        defer { try? FileSystem.removeTree(directory) }
        let path = "\(directory)/\(header.name)"
        let file = try FileSystem.open(path, .createNew, mode: header.viewOnly ? 0o400 : 0o600)
        var count = 0
        while let bytes = try input.descriptor.read(limit: 64 * 1024), !bytes.isEmpty {
            count += bytes.count
            guard count <= limitBytes else { throw CallError("the file is too large", exitCode: ExitCode.failure) }
            try file.writeAll(bytes)
        }
        let before = FileStamp(path)
        let process = try ChildProcess.spawn(
            GuestTool.opener, [path], environment: CurrentProcess.environment,
            passing: [.init(2, as: 2)], newSession: false)
        let code = try ChildProcess.wait(process)
        guard code == 0 else { return code }
        guard !header.viewOnly, FileStamp(path) != before else { return ExitCode.success }
        let output = Descriptor(OwnedDescriptor(adopting: 1))
        let changed = try FileSystem.open(path)
        while let bytes = try changed.read(limit: 64 * 1024), !bytes.isEmpty { try output.descriptor.writeAll(bytes) }
        return ExitCode.success
    }
}
