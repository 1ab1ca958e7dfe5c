import LinuxIO
import Synchronization

/// The guest's real programs for copying files, with folders of a test's own.
final class Transfer {
    let directory: String
    let incoming: String
    private let programs: String

    init() throws {
        directory = try FileSystem.makeTemporaryDirectory(in: "/tmp", prefix: "bulkhead-copy-")
        incoming = directory + "/incoming"
        programs = directory + "/programs"
        let agent = FileSystem.parent(of: CurrentProcess.executablePath ?? "") + "/bulkhead-agent"
        try FileSystem.makeDirectory(programs)
        for name in ["qfile-agent", "qfile-unpacker"] { try FileSystem.symbolicLink("\(programs)/\(name)", to: agent) }
        CurrentProcess.ignoreBrokenPipes()
    }

    deinit { try? FileSystem.removeTree(directory) }

    func program(_ name: String) -> String { "\(programs)/\(name)" }

    /// A receiver that runs, with its ends.
    final class Receiver {
        let process: Int32
        private var input: OwnedDescriptor?
        private let output: OwnedDescriptor

        init(_ program: String, _ arguments: [String]) throws {
            var forward = try OwnedDescriptor.pipe()
            var backward = try OwnedDescriptor.pipe()
            let theirInput = forward.takeFirst()
            let theirOutput = backward.takeSecond()
            input = forward.takeSecond()
            output = backward.takeFirst()
            process = try ChildProcess.spawn(
                program, arguments, environment: ["QREXEC_REMOTE_DOMAIN=work", "PATH=/usr/sbin:/usr/bin:/sbin:/bin"],
                passing: [.init(theirInput.number, as: 0), .init(theirOutput.number, as: 1)])
        }

        /// Writes what it takes; it may end in the middle.
        func write(_ bytes: [UInt8]) { try? input?.writeAll(bytes) }

        /// Ends its input, and collects what it says and how it ends.
        func end() throws -> (result: [UInt8], code: Int32) {
            input = nil
            let result = try output.readAll(limit: 1 << 20)
            return (result, try ChildProcess.wait(process))
        }
    }

    func receive(_ bytes: [UInt8]) throws -> (result: [UInt8], code: Int32) {
        let receiver = try Receiver(program("qfile-unpacker"), [incoming])
        receiver.write(bytes)
        return try receiver.end()
    }

    /// Sends files and receives them, each program connected to the other.
    func copy(_ paths: [String]) throws -> (sent: Int32, received: Int32) {
        var forward = try OwnedDescriptor.pipe()
        var backward = try OwnedDescriptor.pipe()
        let forwardRead = forward.takeFirst()
        let forwardWrite = forward.takeSecond()
        let backwardRead = backward.takeFirst()
        let backwardWrite = backward.takeSecond()
        let receiver = try ChildProcess.spawn(
            program("qfile-unpacker"), [incoming],
            passing: [.init(forwardRead.number, as: 0), .init(backwardWrite.number, as: 1)])
        let sender = try ChildProcess.spawn(
            program("qfile-agent"), paths,
            passing: [.init(backwardRead.number, as: 0), .init(forwardWrite.number, as: 1)])
        // Ours would keep the pipes open.
        _ = consume forwardRead
        _ = consume forwardWrite
        _ = consume backwardRead
        _ = consume backwardWrite
        return (try ChildProcess.wait(sender), try ChildProcess.wait(receiver))
    }

    /// Everything below a folder: path, kind, mode, modification time and content of each, sorted.
    func listing(_ path: String) throws -> [String] {
        var lines: [String] = []
        func walk(_ folder: Folder, _ prefix: [UInt8]) throws {
            for name in try folder.names() {
                guard let facts = try folder.facts(name) else { continue }
                let path = prefix + name
                var line = "\(path) \(facts.kind) \(String(facts.mode, radix: 8)) \(facts.modified)"
                switch facts.kind {
                case .file:
                    let bytes = try folder.file(name).readAll(limit: 1 << 26)
                    line += " \(bytes.count) \(bytes.reduce(into: 0) { $0 = $0 &* 31 &+ Int($1) })"
                case .link: line += " \(try folder.linkTarget(name))"
                case .folder: try walk(try folder.folder(name), path + [0x2F])
                case .other: break
                }
                lines.append(line)
            }
        }
        try walk(try Folder.open(path), [])
        return lines.sorted()
    }

    /// The names in the folder of the receiver.
    func arrived() throws -> [String] { try FileSystem.list(incoming) }
}
