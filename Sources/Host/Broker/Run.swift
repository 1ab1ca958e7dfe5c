internal import Channel
internal import LinuxIO

/// One command or service that runs in the guest.
final class Run {
    /// The broker's own number; never used twice.
    let key: UInt32
    /// The number that its manager gave.
    let id: UInt32
    let stream: StreamID
    let output: RunOutput
    let error: RunOutput
    var input: OwnedDescriptorBox?
    var exitStatus: ExitStatus?
    private(set) var status: OwnedDescriptorBox?
    /// What a call's rule allows; nothing for commands of the host.
    private let limits: CallLimits
    var forwardBytes: UInt64 = 0
    var backwardBytes: UInt64 = 0

    init(
        key: UInt32, id: UInt32, stream: StreamID, input: OwnedDescriptorBox, output: RunOutput, error: RunOutput,
        status: OwnedDescriptorBox, limits: CallLimits = CallLimits()
    ) {
        self.limits = limits
        self.key = key
        self.id = id
        self.stream = stream
        self.input = input
        self.output = output
        self.error = error
        self.status = status
    }

    /// Whether the command has ended and all that it wrote has been delivered.
    var isFinished: Bool { exitStatus != nil && output.isDrained && error.isDrained }

    /// Why a service must end now; nil while it keeps to its limits.
    var violation: String? { limits.violation(forwardBytes: forwardBytes, backwardBytes: backwardBytes) }

    func sink(_ subChannel: SubChannel) -> RunOutput? {
        switch subChannel {
        case .standardInput: nil
        case .standardOutput: output
        case .standardError: error
        }
    }

    /// Closes everything and then writes the one status line, so that its reader knows that the output is complete.
    func finish(_ outcome: RunOutcome) {
        input = nil
        output.close()
        error.close()
        if let status { Self.write(outcome, to: status) }
        status = nil
    }

    static func write(_ outcome: RunOutcome, to status: OwnedDescriptorBox) {
        // The line is shorter than what an empty pipe takes at once; a reader that has gone misses nothing.
        _ = try? status.descriptor.write(Array(outcome.line.utf8)[...])
    }
}
