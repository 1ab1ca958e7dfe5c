package import SystemBus

/// How a VM, or all of them, are shut down.
package struct StopOptions: Hashable, Sendable {
    /// How long the guest may take before it is killed; nil for the definition's own limit.
    package var timeoutMilliseconds: UInt32?
    /// Whether to go on although other VMs depend on it, and to kill at once what does not answer.
    package var force: Bool
    /// Whether the call returns only when the VM is gone.
    package var wait: Bool

    package init(timeoutMilliseconds: UInt32? = nil, force: Bool = false, wait: Bool = true) {
        self.timeoutMilliseconds = timeoutMilliseconds
        self.force = force
        self.wait = wait
    }

    /// The options of the methods `Shutdown`, `Restart` and `Stop`.
    package var value: BusValue {
        var options: [String: BusValue] = ["force": .boolean(force), "wait": .boolean(wait)]
        if let timeoutMilliseconds { options["timeout_ms"] = .uint32(timeoutMilliseconds) }
        return .options(options)
    }

    /// Reads the options of the methods `Shutdown`, `Restart` and `Stop`.
    ///
    /// - Throws: ``BusFailure`` naming an option that is unknown or of the wrong type.
    package init(value: BusValue?) throws(BusFailure) {
        self.init()
        for (name, value) in value?.asOptions ?? [:] {
            switch name {
            case "timeout_ms": timeoutMilliseconds = try Self.require(value.asUInt32, name)
            case "force": force = try Self.require(value.asBool, name)
            case "wait": wait = try Self.require(value.asBool, name)
            default: throw .invalidArguments("There is no option '\(name)'.")
            }
        }
    }

    private static func require<Value>(_ value: Value?, _ name: String) throws(BusFailure) -> Value {
        guard let value else { throw .invalidArguments("The option '\(name)' is of another type.") }
        return value
    }
}
