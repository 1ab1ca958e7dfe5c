package import SystemBus

/// What can go wrong between a client and the manager.
package enum ManagerError: Error, Hashable, Sendable {
    /// No manager answers; `looked` says where, one place each with what was found there.
    case noManager(looked: [String])
    /// The manager refused; `advice` says what to do, and may be empty.
    case refused(ManagerFailureKind, what: String, advice: String)
    /// The manager went away in the middle.
    case disconnected
    /// The manager answered something that this program does not understand, named here.
    case unexpectedReply(String)
    /// Anything else on the bus.
    case bus(BusError)

    init(_ error: BusError) {
        switch error {
        case .remote(let name, let message):
            let lines = message.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
            let what = lines.first.map { String($0) } ?? ""
            let advice = lines.dropFirst().first.map { String($0) } ?? ""
            if let kind = ManagerFailureKind(rawValue: name) {
                self = .refused(kind, what: what, advice: advice)
            } else if name == "org.freedesktop.DBus.Error.UnknownObject" {
                self = .refused(.notFound, what: what, advice: advice)
            } else if name == "org.freedesktop.DBus.Error.LimitsExceeded" {
                self = .refused(.limit, what: what, advice: advice)
            } else if Self.lostNames.contains(name) {
                self = .disconnected
            } else {
                self = .bus(error)
            }
        case .disconnected: self = .disconnected
        default: self = .bus(error)
        }
    }

    /// What the bus answers in the place of a manager that has gone.
    private static let lostNames: Set<String> = [
        "org.freedesktop.DBus.Error.NoReply", "org.freedesktop.DBus.Error.NameHasNoOwner",
        "org.freedesktop.DBus.Error.ServiceUnknown",
    ]

    /// What happened and where, in one sentence without a full stop.
    package var what: String {
        switch self {
        case .noManager(let looked): "no manager is running (looked at: \(looked.joined(separator: "; ")))"
        case .refused(_, let what, _): what.hasSuffix(".") ? String(what.dropLast()) : what
        case .disconnected: "the manager ended while it was being talked to"
        case .unexpectedReply(let what): "the manager answered something unexpected: \(what)"
        case .bus(let error): error.description
        }
    }

    /// What to do about it; empty where there is nothing to say.
    package var advice: String {
        switch self {
        case .noManager: "start it with 'bulkhead up', or name its bus with --bus or --run-directory"
        case .refused(.accessDenied, _, let advice) where advice.isEmpty:
            "run it as root or as a member of the group 'bulkhead'"
        case .refused(_, _, let advice): advice
        case .disconnected: "see 'bulkheadd.log' in its run directory, then 'bulkhead up'"
        case .unexpectedReply: "use a bulkhead and a bulkheadd of the same version"
        case .bus: "see 'bulkheadd.log' in the manager's run directory"
        }
    }
}

extension ManagerError: CustomStringConvertible {
    package var description: String { advice.isEmpty ? what : what + "\n" + advice }
}
