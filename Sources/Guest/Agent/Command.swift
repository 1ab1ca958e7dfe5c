internal import Channel
internal import LinuxIO

/// One command of the host's, or one service for another VM, that runs in the guest.
final class Command {
    private static let readStep = 128 * 1024
    /// What the pipes of a command hold: the more, the fewer turns it takes to fill and to empty them.
    static let pipeByteCount: CInt = 512 * 1024

    let stream: StreamID
    /// The process, which leads a group of its own; nil when somebody who listens on a socket serves.
    let process: Int32?
    let hasStandardError: Bool
    /// When a service's call ends before the service does.
    let settings: ServiceSettings
    private(set) var input: DescriptorBox?
    private var outputs: [SubChannel: DescriptorBox]
    /// Whether a socket service turned out to be one that nobody serves.
    private(set) var isUnreachable = false
    private var forInput = ByteQueue()
    private var inputHasEnded = false

    /// Makes one of something that runs already.
    ///
    /// - Parameters:
    ///   - stream: The stream that carries its data.
    ///   - process: The process; nil for a socket.
    ///   - input: To write its standard input to.
    ///   - outputs: To read from; a socket stands in both.
    ///   - settings: Those of a service.
    ///   - hasStandardError: Whether its standard error is carried: true for commands, false for services.
    init(
        stream: StreamID, process: Int32?, input: DescriptorBox, outputs: [SubChannel: DescriptorBox],
        settings: ServiceSettings = ServiceSettings(), hasStandardError: Bool = true
    ) {
        self.hasStandardError = hasStandardError
        self.stream = stream
        self.process = process
        self.input = input
        self.outputs = outputs
        self.settings = settings
    }

    /// Starts a command.
    ///
    /// - Throws: Why it does not run, for the host to show.
    static func start(
        _ specification: RunSpecification, on stream: StreamID, accounts: AccountFiles
    ) throws(CommandError) -> Command {
        guard let account = accounts.account(specification.user) else { throw .noUser(specification.user) }
        let environment = account.environment(specification.environment)
        let arguments: [String]
        let program: String
        switch specification.command {
        case .arguments(let words):
            arguments = words
            guard let word = words.first, let found = find(word, environment: environment) else {
                throw .notFound(words.first ?? "")
            }
            program = found
        case .shell(let line):
            program = account.shell
            arguments = [FileSystem.lastComponent(of: account.shell), "-c", line]
        }
        do throws(SystemError) {
            var input = try OwnedDescriptor.pipe(holding: Self.pipeByteCount)
            var output = try OwnedDescriptor.pipe(holding: Self.pipeByteCount)
            var error = try OwnedDescriptor.pipe()
            let ours = (
                DescriptorBox(input.takeSecond()), DescriptorBox(output.takeFirst()), DescriptorBox(error.takeFirst())
            )
            for box in [ours.0, ours.1, ours.2] { try box.descriptor.setNonblocking() }
            let theirs = (
                DescriptorBox(input.takeFirst()), DescriptorBox(output.takeSecond()), DescriptorBox(error.takeSecond())
            )
            // Numbers are only good while their owners live.
            defer { withExtendedLifetime(theirs) {} }
            let process = try UserProcess.spawn(
                program, arguments: arguments, environment: environment,
                standard: (theirs.0.number, theirs.1.number, theirs.2.number),
                directory: specification.directory ?? account.home, identity: account.identity)
            return Command(
                stream: stream, process: process, input: ours.0,
                outputs: [.standardOutput: ours.1, .standardError: ours.2])
        } catch {
            throw .system(error)
        }
    }

    private static func find(_ word: String, environment: [String]) -> String? {
        if word.contains("/") { return word }
        guard let path = environment.last(where: { $0.hasPrefix("PATH=") }) else { return nil }
        for directory in path.dropFirst(5).split(separator: ":") {
            let candidate = "\(directory)/\(word)"
            if FileSystem.isExecutable(candidate) { return candidate }
        }
        return nil
    }

    func output(_ subChannel: SubChannel) -> DescriptorBox? { outputs[subChannel] }

    var wantsToWrite: Bool { !forInput.isEmpty }

    /// Takes bytes for the command's standard input.
    ///
    /// - Returns: How many bytes left memory.
    func take(_ bytes: [UInt8]) -> Int {
        guard let input else { return bytes.count }
        let before = forInput.count
        return settle(
            forInput.pass(bytes, step: Self.readStep) { try? input.descriptor.write($0) }, before + bytes.count)
    }

    func endInput() {
        inputHasEnded = true
        if forInput.isEmpty { releaseInput() }
    }

    /// Writes what the command takes.
    ///
    /// - Returns: How many bytes left memory; all of them when the command has closed its standard input.
    func flush() -> Int {
        guard let input else { return 0 }
        let before = forInput.count
        return settle(forInput.drain(step: Self.readStep) { try? input.descriptor.write($0) }, before)
    }

    private func settle(_ written: Int?, _ all: Int) -> Int {
        if written == nil || inputHasEnded && forInput.isEmpty { releaseInput() }
        return written ?? all
    }

    private func releaseInput() {
        // A socket is read from as well: only this half of it ends.
        if process == nil, let input { UnixSocket.shutdownWriting(input.descriptor) }
        input = nil
    }

    /// Drops what waits for a standard input that the command has closed, and returns how many bytes that was.
    func abandonInput() -> Int {
        let count = forInput.count
        forInput.removeAll()
        releaseInput()
        return count
    }

    /// Reads what the command wrote: nil when nothing is there, empty at the end.
    func read(_ subChannel: SubChannel, limit: Int) -> [UInt8]? {
        guard let output = outputs[subChannel] else { return nil }
        do throws(SystemError) {
            guard let result = try output.descriptor.read(limit: min(limit, Self.readStep)) else { return nil }
            if result.isEmpty { outputs[subChannel] = nil }
            return result
        } catch {
            // Pipes have no errors. A connection that was begun and never stood has another than one that was reset.
            isUnreachable = error.code != ErrorCode.connectionReset
            outputs[subChannel] = nil
            return []
        }
    }

    func close(_ subChannel: SubChannel) { outputs[subChannel] = nil }

    /// Ends the command and all that it started in its session's first process group.
    func kill() {
        if let process { UserProcess.signalGroup(process, .kill) }
    }

    /// Lets go of a service whose caller has gone: it reads the end of its input, and its output is a broken pipe.
    func letGo() {
        if process == nil, let socket = input ?? outputs.values.first { UnixSocket.shutdownBoth(socket.descriptor) }
        forInput.removeAll()
        input = nil
        outputs = [:]
    }
}
