package import JSONText
import Machines

/// An answer to a prompt that holds for a while: for exactly this caller, service, argument and target.
package struct RememberedAnswer: Hashable, Sendable {
    /// The longest that an answer is remembered: 30 days.
    package static let longestSeconds: UInt32 = 30 * 24 * 3_600
    /// Most answers that are remembered.
    package static let countLimit = 1_000

    package let id: UInt64
    package let source: String
    /// The caller's own identity: another VM that gets its name later has another.
    package let sourceIdentity: String
    package let service: String
    /// With the leading `+`.
    package let argument: String
    /// What the caller asked for.
    package let requestedTarget: String
    /// What the person picked; nil when the answer was no.
    package let target: String?
    package let targetIdentity: String
    /// Since 1970-01-01 UTC.
    package let expiresAtMilliseconds: UInt64
    /// Who answered.
    package let userID: UInt32

    package init(
        id: UInt64, source: String, sourceIdentity: String, service: String, argument: String, requestedTarget: String,
        target: String?, targetIdentity: String, expiresAtMilliseconds: UInt64, userID: UInt32
    ) {
        self.id = id
        self.source = source
        self.sourceIdentity = sourceIdentity
        self.service = service
        self.argument = argument
        self.requestedTarget = requestedTarget
        self.target = target
        self.targetIdentity = targetIdentity
        self.expiresAtMilliseconds = expiresAtMilliseconds
        self.userID = userID
    }

    package var json: JSONValue {
        .object([
            "id": .number(id), "source": .string(source), "source_identity": .string(sourceIdentity),
            "service": .string(service), "argument": .string(argument), "requested_target": .string(requestedTarget),
            "target": .optional(target ?? ""), "target_identity": .optional(targetIdentity),
            "expires_at_ms": .number(expiresAtMilliseconds), "uid": .number(UInt64(userID)),
        ])
    }

    /// Reads what ``json`` wrote; nil for anything else.
    init?(_ node: JSONNode) {
        guard case .object = node.value, let id = node["id"]?.unsigned, id <= RememberedAnswers.largestID,
            let source = node["source"]?.text,
            let sourceIdentity = node["source_identity"]?.text, let service = node["service"]?.text,
            let argument = node["argument"]?.text, let requestedTarget = node["requested_target"]?.text,
            let expiresAt = node["expires_at_ms"]?.unsigned, let user = node["uid"]?.unsigned,
            let userID = UInt32(exactly: user)
        else { return nil }
        self.init(
            id: id, source: source, sourceIdentity: sourceIdentity, service: service, argument: argument,
            requestedTarget: requestedTarget, target: node["target"]?.text,
            targetIdentity: node["target_identity"]?.text ?? "", expiresAtMilliseconds: expiresAt, userID: userID)
    }
}
