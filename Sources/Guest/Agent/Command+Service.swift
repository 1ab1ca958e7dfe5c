internal import Channel
internal import LinuxIO

extension Command {
    /// The user of services when neither the policy nor the settings name one.
    private static let usualUser = "user"

    var isService: Bool { !hasStandardError }

    /// Starts a service.
    ///
    /// - Throws: Why it does not run.
    static func start(
        _ invocation: ServiceInvocation, _ kind: ServiceFiles.Kind, _ settings: ServiceSettings, on stream: StreamID,
        accounts: AccountFiles, log: ServiceLog
    ) throws(ServiceFiles.Failure) -> Command {
        let user = settings.forceUser ?? invocation.user ?? usualUser
        guard let account = accounts.account(user) else { throw .malformed("no user '\(user)'") }
        do throws(SystemError) {
            switch kind {
            case .program(let path, let isExecutable):
                return try spawn(path, isExecutable, invocation, account, settings, on: stream, log: try log.open())
            case .socket(let path):
                let socket = try UnixSocket.connect(to: path, .stream)
                return try attach(socket, invocation, settings, on: stream)
            case .network(let host, let port):
                let socket = try NetworkSocket.connect(host: host, port: port)
                // Nobody behind a TCP port expects to be told who calls.
                return try attach(socket, nil, settings, on: stream)
            }
        } catch {
            throw .malformed("\(error)")
        }
    }

    private static func spawn(
        _ path: String, _ isExecutable: Bool, _ invocation: ServiceInvocation, _ account: Account,
        _ settings: ServiceSettings, on stream: StreamID, log: consuming OwnedDescriptor
    ) throws(SystemError) -> Command {
        var input = try OwnedDescriptor.pipe(holding: pipeByteCount)
        var output = try OwnedDescriptor.pipe(holding: pipeByteCount)
        let toWrite = DescriptorBox(input.takeSecond())
        let toRead = DescriptorBox(output.takeFirst())
        try toWrite.descriptor.makeNewNonblocking()
        try toRead.descriptor.makeNewNonblocking()
        let theirInput = input.takeFirst()
        let theirOutput = output.takeSecond()
        let argument = invocation.request.argument.dropFirst()
        let words = (isExecutable ? [path] : ["sh", path]) + (argument.isEmpty ? [] : [String(argument)])
        let process = try UserProcess.spawn(
            isExecutable ? path : "/bin/sh", arguments: words, environment: environment(invocation, account),
            standard: (theirInput.number, theirOutput.number, log.number), directory: account.home,
            identity: account.identity)
        return Command(
            stream: stream, process: process, input: toWrite, outputs: [.standardOutput: toRead], settings: settings,
            hasStandardError: false)
    }

    private static func attach(
        _ socket: consuming OwnedDescriptor, _ invocation: ServiceInvocation?, _ settings: ServiceSettings,
        on stream: StreamID
    ) throws(SystemError) -> Command {
        let box = DescriptorBox(socket)
        try box.descriptor.setNonblocking()
        let command = Command(
            stream: stream, process: nil, input: box, outputs: [.standardOutput: box], settings: settings,
            hasStandardError: false)
        if let invocation, !settings.skipsDescriptor { _ = command.take(descriptor(invocation)) }
        return command
    }

    /// What a socket service is told first (Qubes): the service, who calls, and, when a VM was named, which; then NUL.
    private static func descriptor(_ invocation: ServiceInvocation) -> [UInt8] {
        let request = invocation.request
        let target = TargetWord(request.target)
        return Array("\(request.serviceAndArgument) \(invocation.source) \(target.kind) \(target.word)".utf8) + [0]
    }

    /// The environment of Qubes' services.
    private static func environment(_ invocation: ServiceInvocation, _ account: Account) -> [String] {
        let request = invocation.request
        let target = TargetWord(request.target)
        var own = [
            "QREXEC_REMOTE_DOMAIN=\(invocation.source)",
            "QREXEC_SERVICE_FULL_NAME=\(request.serviceAndArgument)",
            "QREXEC_SERVICE_ARGUMENT=\(request.argument.dropFirst())",
            "QREXEC_REQUESTED_TARGET_TYPE=\(target.kind)",
        ]
        own.append(
            target.kind == "keyword"
                ? "QREXEC_REQUESTED_TARGET_KEYWORD=\(target.word)" : "QREXEC_REQUESTED_TARGET=\(target.word)")
        return account.environment(own)
    }
}
