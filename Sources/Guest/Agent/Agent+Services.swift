internal import Channel
internal import LinuxIO

/// Services for other VMs.
extension Agent {
    /// What a caller gets when the service cannot be run (Qubes' own numbers).
    private enum ExitCode {
        static let problem: UInt8 = 125
        static let notFound: UInt8 = 127
    }

    /// Runs a service, or says by its exit code that it does not run; why stands in this guest's own log.
    func start(_ invocation: ServiceInvocation, on stream: StreamID) {
        let request = invocation.request
        guard isConfigured else { return channel.refuse(stream, reason: "\(CommandError.notReady)") }
        do throws(ServiceFiles.Failure) {
            let kind = try services.find(request)
            let settings = try services.settings(of: request)
            let command = try Command.start(
                invocation, kind, settings, on: stream, accounts: accounts, log: services.log)
            commands[stream] = command
            if let process = command.process { streamsByProcess[process] = stream }
            channel.opened(stream)
        } catch {
            let code: UInt8
            switch error {
            case .notFound: code = ExitCode.notFound
            case .malformed(let reason):
                services.log.note("\(request.serviceAndArgument) for \(invocation.source): \(reason)")
                code = ExitCode.problem
            }
            channel.opened(stream)
            channel.end(.standardOutput, on: stream)
            channel.exited(stream, .exited(code: code))
        }
    }

    /// The call ends before the service does: it is let go, and counts as well ended, if there was one at all.
    func finish(_ command: Command) {
        command.letGo()
        channel.end(.standardOutput, on: command.stream)
        channel.exited(command.stream, .exited(code: command.isUnreachable ? ExitCode.problem : 0))
        commands[command.stream] = nil
        if let process = command.process { streamsByProcess[process] = nil }
    }
}
