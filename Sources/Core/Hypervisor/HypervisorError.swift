/// Why a hypervisor could not do what it was asked.
package enum HypervisorError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Something that the machine needs is not there or not usable: what, and what to do.
    case unusable(what: String, advice: String)
    /// The machine's process ended or said no while it started; `detail` holds its own last words.
    case startFailed(what: String, detail: String)
    /// The machine is gone.
    case gone
    /// The hypervisor did not answer within its time.
    case noAnswer(to: String)
    /// The hypervisor refused a command.
    case refused(command: String, reason: String)
    /// The host's kernel refused something.
    case host(String)

    package var description: String {
        switch self {
        case .unusable(let what, _): what
        case .startFailed(let what, let detail): detail.isEmpty ? what : "\(what): \(detail)"
        case .gone: "the machine's process is gone"
        case .noAnswer(let command): "the hypervisor does not answer to '\(command)'"
        case .refused(let command, let reason): "the hypervisor refuses '\(command)': \(reason)"
        case .host(let reason): reason
        }
    }

    /// What a person can do about it; empty when there is nothing better than the log.
    package var advice: String {
        if case .unusable(_, let advice) = self { advice } else { "" }
    }
}
