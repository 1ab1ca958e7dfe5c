package import SystemBus

/// The kinds of refusal that the manager answers with, by their D-Bus error names.
package enum ManagerFailureKind: String, CaseIterable, Hashable, Sendable {
    /// There is no such VM, template or log.
    case notFound = "org.bulkhead.Error.NotFound"
    /// The VM is not in a state in which this can be done.
    case wrongState = "org.bulkhead.Error.WrongState"
    case startFailed = "org.bulkhead.Error.StartFailed"
    case shutdownFailed = "org.bulkhead.Error.ShutdownFailed"
    /// Something else is being done with the VM.
    case busy = "org.bulkhead.Error.Busy"
    /// Memory, user ids, streams or another limit is used up.
    case limit = "org.bulkhead.Error.Limit"
    case configuration = "org.bulkhead.Error.Configuration"
    /// The guest, or its agent, failed or does not answer.
    case guest = "org.bulkhead.Error.Guest"
    /// The policy, or a person who was asked, does not allow it.
    case denied = "org.bulkhead.Error.Denied"
    /// A defect, or a failure of the host.
    case internalFailure = "org.bulkhead.Error.Internal"
    /// The caller is neither root nor in the group `bulkhead`.
    case accessDenied = "org.freedesktop.DBus.Error.AccessDenied"

    /// The answer that refuses a call.
    ///
    /// - Parameters:
    ///   - what: What happened and where, in one sentence.
    ///   - advice: What to do about it; empty where there is nothing to say.
    /// - Returns: An error for the bus.
    package func failure(_ what: String, advice: String = "") -> BusFailure {
        BusFailure(name: rawValue, message: advice.isEmpty ? what : what + "\n" + advice)
    }
}
