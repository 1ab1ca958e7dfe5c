package import JSONText

/// A question to a person, whether a call may be made and where to.
package struct Prompt: Hashable, Sendable {
    /// Milliseconds that a graphical holder shows a prompt before it takes a key: a prompt that comes up under one's
    /// hands must not be answered by what was meant for another window.
    package static let guardMilliseconds: UInt64 = 1_000

    /// One VM that may be picked.
    package struct Choice: Hashable, Sendable {
        package let target: String
        /// The colour of the target; empty where it has none.
        package let label: String

        package init(target: String, label: String) {
            self.target = target
            self.label = label
        }
    }

    package let id: UInt64
    package let source: String
    package let sourceLabel: String
    package let service: String
    /// With the leading `+`.
    package let argument: String
    /// What the caller asked for.
    package let requestedTarget: String
    package let choices: [Choice]
    /// The target that the policy proposes; nil where nothing is preselected.
    package let defaultTarget: String?
    /// The rule that asks, as `FILE:LINE`.
    package let rule: String
    /// Since 1970-01-01 UTC.
    package let deadlineMilliseconds: UInt64

    package init(
        id: UInt64, source: String, sourceLabel: String, service: String, argument: String, requestedTarget: String,
        choices: [Choice], defaultTarget: String?, rule: String, deadlineMilliseconds: UInt64
    ) {
        self.id = id
        self.source = source
        self.sourceLabel = sourceLabel
        self.service = service
        self.argument = argument
        self.requestedTarget = requestedTarget
        self.choices = choices
        self.defaultTarget = defaultTarget
        self.rule = rule
        self.deadlineMilliseconds = deadlineMilliseconds
    }

    /// As holders of prompts get it.
    package var json: JSONValue {
        .object([
            "id": .number(id), "source": .string(source), "source_label": .optional(sourceLabel),
            "service": .string(service), "argument": .string(argument), "requested_target": .string(requestedTarget),
            "targets": .strings(choices.map(\.target)), "target_labels": .strings(choices.map(\.label)),
            "default_target": .optional(defaultTarget ?? ""), "rule": .string(rule),
            "deadline_ms": .number(deadlineMilliseconds), "guard_ms": .number(Self.guardMilliseconds),
        ])
    }
}
