import Channel
import JSONText
import Machines

/// One call of a VM, from its request until both brokers are done with it.
struct ActiveCall: Sendable {
    /// How far it is.
    enum Stage: Sendable {
        case deciding
        /// A person is asked.
        case asking(prompt: UInt64)
        /// It is allowed, and its target is being started.
        case starting
        /// Data flows.
        case connected(Connection)
        /// It was allowed by an earlier manager; this one only knows that it goes on.
        case adopted
    }

    struct Connection: Sendable {
        /// The run by which the target's broker knows the call.
        let runID: UInt32
        /// The manager's own hold on the data's socket, by which it can cut it whatever the brokers do.
        let socket: SharedDescriptor
    }

    /// Counts the calls of this manager, from 1.
    let number: UInt64
    let key: CallKey
    let request: CallRequest
    let startedAtMilliseconds: UInt64
    var stage = Stage.deciding
    var target: MachineName?
    /// The disposable that was made for it, and ends with it.
    var disposable: MachineName?
    /// The rule that allowed it, as `FILE:LINE`.
    var rule = ""
    var limits = CallLimits()

    /// As 'bulkhead calls' shows it.
    var json: JSONValue {
        let word =
            switch stage {
            case .deciding: "deciding"
            case .asking: "asking"
            case .starting: "starting"
            case .connected, .adopted: "connected"
            }
        return .object([
            "number": .number(number), "source": .string(key.source.text), "service": .string(request.service),
            "argument": .string(request.argument), "requested_target": .string(request.target),
            "target": .optional(target?.text ?? ""), "state": .string(word), "rule": .optional(rule),
            "started_at_ms": .number(startedAtMilliseconds),
        ])
    }
}
