import Channel
import LinuxIO

/// The command line of a QEMU that the manager has started, to be started once more by hand.
struct RawMachine: Sendable {
    /// What a descriptor of the command line has to be.
    private enum Source: Hashable, Sendable {
        case file(path: String, isWritable: Bool)
        /// Memory with these bytes in it, or for the guest.
        case bytes([UInt8])
        case memory(sizeBytes: Int)
        /// A listening socket of this name.
        case socket(String)
    }

    /// What one boot gave.
    struct Boot: Sendable {
        let milliseconds: Double
        let memoryMiB: Double
    }

    /// A key or a kernel that was copied to memory is not larger.
    private static let maximumCopiedBytes = 64 << 20
    private static let patienceNanoseconds: UInt64 = 120_000_000_000

    private let program: String
    private let arguments: [String]
    private let sources: [CInt: Source]

    /// Reads the command line of a running QEMU and what its descriptors are.
    ///
    /// - Throws: ``BenchError`` or `SystemError` when it cannot be read.
    init(process: Int32) throws {
        let words = try FileSystem.read("/proc/\(process)/cmdline").split(separator: 0).map {
            String(decoding: $0, as: UTF8.self)
        }
        guard let program = ChildProcess.find("qemu-system-x86_64"), words.count > 1 else {
            throw BenchError("there is no QEMU to be seen as process \(process)")
        }
        self.program = program
        arguments = Array(words.dropFirst())
        var sources: [CInt: Source] = [:]
        var images: [CInt: Int] = [:]
        for word in arguments {
            guard let number = Self.descriptor(in: word) else { continue }
            if let set = Self.value("set", in: word).flatMap({ Int($0) }) {
                images[number] = set
            } else {
                sources[number] = try Self.source(number, of: process, word: word)
            }
        }
        for (number, set) in images { sources[number] = try Self.image(set, of: process, arguments, besides: sources) }
        self.sources = sources
    }

    /// QEMU closes the number that it was given for a set and keeps a copy: the file is looked for among all its files.
    private static func image(
        _ set: Int, of process: Int32, _ arguments: [String], besides sources: [CInt: Source]
    ) throws -> Source {
        let isWritable = !arguments.contains { word in
            word.contains("filename=/dev/fdset/\(set),") && word.contains("read-only=on")
        }
        for name in try FileSystem.list("/proc/\(process)/fd") {
            guard let number = CInt(name), let target = FileSystem.linkTarget("/proc/\(process)/fd/\(name)"),
                target.hasPrefix("/"), !target.hasPrefix("/dev/"), !target.hasPrefix("/memfd:"),
                try self.isWritable(number, of: process) == isWritable
            else { continue }
            let found = Source.file(path: target, isWritable: isWritable)
            if !sources.values.contains(found) { return found }
        }
        throw BenchError("the image of set \(set) is not open")
    }

    private static func isWritable(_ number: CInt, of process: Int32) throws -> Bool {
        // O_ACCMODE in octal (proc(5), fdinfo).
        let flags = try FileSystem.readText("/proc/\(process)/fdinfo/\(number)").split(separator: "\n")
            .first { $0.hasPrefix("flags:") }?.last
        return flags != "0"
    }

    /// The number behind `fd=`, or in a path of a descriptor.
    private static func descriptor(in word: String) -> CInt? {
        for start in ["/proc/self/fd/", ",fd=", "fd="] {
            guard start != "fd=" || word.hasPrefix(start) else { continue }
            guard let range = word.firstRange(of: start) else { continue }
            return CInt(word[range.upperBound...].prefix { $0.isASCII && $0.isNumber })
        }
        return nil
    }

    private static func source(_ number: CInt, of process: Int32, word: String) throws -> Source {
        let path = "/proc/\(process)/fd/\(number)"
        if let name = value("id", in: word), word.hasPrefix("socket,") { return .socket(name) }
        if word.contains("mem-path="), let size = FileSystem.sizeBytes(path) { return .memory(sizeBytes: size) }
        guard let target = FileSystem.linkTarget(path) else { throw BenchError("\(path) is not open") }
        if target.hasPrefix("/memfd:") { return .bytes(try FileSystem.read(path, limit: maximumCopiedBytes)) }
        return .file(path: target, isWritable: try isWritable(number, of: process))
    }

    private static func value(_ key: String, in word: String) -> String? {
        word.split(separator: ",").first { $0.hasPrefix(key + "=") }.map { String($0.dropFirst(key.count + 1)) }
    }

    // MARK: Booting

    /// Boots the machine until its agent is ready, and shuts it down.
    ///
    /// - Parameter configuration: What its agent is told.
    /// - Returns: How long it took, and what memory it had then.
    /// - Throws: ``BenchError`` or `SystemError` when that does not succeed in time.
    func boot(_ configuration: GuestConfiguration) throws -> Boot {
        let directory = try FileSystem.makeTemporaryDirectory(in: "/tmp", prefix: "bulkhead-raw-")
        defer { try? FileSystem.removeTree(directory) }
        let start = Clock.monotonicNanoseconds()
        let process = try spawn(in: directory)
        defer { try? end(process) }
        let control = try UnixSocket.connect(to: directory + "/control", .stream)
        let guest = try UnixSocket.connect(to: directory + "/channel", .stream)
        let console = try UnixSocket.connect(to: directory + "/console", .stream)
        try control.writeAll(Array("{\"execute\":\"qmp_capabilities\"}\n{\"execute\":\"cont\"}\n".utf8))
        var conversation = Conversation(configuration, try CurrentProcess.randomBytes(ChannelLimits.nonce))
        try guest.setNonblocking()
        while !conversation.isReady {
            try conversation.step(guest, others: [control.number, console.number])
            try Self.drain(control, console)
            try check(since: start, process)
        }
        let milliseconds = Double(Clock.monotonicNanoseconds() - start) / 1_000_000
        let memory = ProcessHandle.memoryKiB(of: process)?.proportional ?? 0
        conversation.powerOff()
        let handle = try ProcessHandle(process)
        while !handle.hasEnded() {
            try? conversation.step(guest, others: [control.number, console.number])
            try? Self.drain(control, console)
            try check(since: start, nil)
        }
        return Boot(milliseconds: milliseconds, memoryMiB: Double(memory) / 1_024)
    }

    /// A machine whose console or monitor nobody reads would wait for its reader.
    private static func drain(_ first: borrowing OwnedDescriptor, _ second: borrowing OwnedDescriptor) throws {
        try first.setNonblocking()
        try second.setNonblocking()
        while let bytes = try first.read(limit: 65_536), !bytes.isEmpty {}
        while let bytes = try second.read(limit: 65_536), !bytes.isEmpty {}
    }

    private func check(since start: UInt64, _ process: Int32?) throws {
        guard Clock.monotonicNanoseconds() - start < Self.patienceNanoseconds else {
            throw BenchError("the machine started by hand does not answer")
        }
        if let process, try ProcessHandle(process).hasEnded() {
            throw BenchError("the machine started by hand has ended")
        }
    }

    /// The same line with one more virtio-serial port, whose socket is `raw` in the folder and whose name in the guest
    /// is the one given.
    func withPort(_ name: String) -> RawMachine {
        let number = (sources.keys.max() ?? 2) + 1
        var sources = sources
        sources[number] = .socket("raw")
        let arguments = arguments.map {
            $0.hasPrefix("virtio-serial-pci,") ? "\($0.replacing("max_ports=2", with: "max_ports=3"))" : $0
        }
        return RawMachine(
            program: program,
            arguments: arguments + [
                "-chardev", "socket,id=raw,fd=\(number),server=on,wait=off",
                "-device", "virtserialport,bus=serial.0,nr=2,chardev=raw,name=\(name)",
            ], sources: sources)
    }

    private init(program: String, arguments: [String], sources: [CInt: Source]) {
        self.program = program
        self.arguments = arguments
        self.sources = sources
    }

    func spawn(in directory: String) throws -> Int32 {
        let passed = RawDescriptors()
        for (number, source) in sources {
            let descriptor =
                switch source {
                case .file(let path, let isWritable): try FileSystem.open(path, isWritable ? .readWrite : .read)
                case .memory(let size): try OwnedDescriptor.memoryFile(name: "ram", sizeBytes: size)
                case .bytes(let bytes): try Self.memory(bytes)
                case .socket(let name): try UnixSocket.listen(at: "\(directory)/\(name)", .stream)
                }
            passed.add(descriptor, as: number)
        }
        return try ChildProcess.spawn(program, arguments, passing: passed.passing)
    }

    private static func memory(_ bytes: [UInt8]) throws -> OwnedDescriptor {
        let file = try OwnedDescriptor.memoryFile(name: "bytes", sizeBytes: 0)
        try file.writeAll(bytes)
        return file
    }

    private func end(_ process: Int32) throws {
        try? ProcessHandle(process).send(.kill)
        _ = try ChildProcess.wait(process)
    }
}

/// Descriptors on their way to a program, closed here with this.
private final class RawDescriptors {
    private(set) var passing: [ChildProcess.Passing] = []

    func add(_ descriptor: consuming OwnedDescriptor, as target: CInt) {
        passing.append(ChildProcess.Passing(descriptor.release(), as: target))
    }

    deinit { for item in passing { _ = OwnedDescriptor(adopting: item.source) } }
}
