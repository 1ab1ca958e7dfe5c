package import JSONText

/// What the manager tells of one snapshot of a booted template.
package struct SnapshotFacts: Hashable, Sendable {
    package enum State: String, Hashable, Sendable {
        case making
        case ready
        case failed
    }

    package var template: String
    package var version: String
    package var memoryMiB: UInt64
    package var vcpus: UInt64
    package var state: State
    /// Why there is none.
    package var reason: String
    /// What it takes of the host's memory.
    package var heldMiB: UInt64
    /// VMs that started from it.
    package var clones: UInt64
    /// Copies that wait for the next start.
    package var spares: UInt64
    /// How long its boot took; 0 before that.
    package var madeMilliseconds: UInt64

    package init(
        template: String, version: String, memoryMiB: UInt64, vcpus: UInt64, state: State, reason: String = "",
        heldMiB: UInt64 = 0, clones: UInt64 = 0, spares: UInt64 = 0, madeMilliseconds: UInt64 = 0
    ) {
        self.template = template
        self.version = version
        self.memoryMiB = memoryMiB
        self.vcpus = vcpus
        self.state = state
        self.reason = reason
        self.heldMiB = heldMiB
        self.clones = clones
        self.spares = spares
        self.madeMilliseconds = madeMilliseconds
    }

    /// What a snapshot is of, for people: "debian-12, 256 MiB, 1 vcpu".
    package static func shapeText(_ template: String, memoryMiB: some BinaryInteger, vcpus: some BinaryInteger)
        -> String
    {
        "\(template), \(memoryMiB) MiB, \(vcpus) vcpu\(vcpus == 1 ? "" : "s")"
    }

    package var json: JSONValue {
        .object([
            "template": .string(template), "version": .string(version), "memory_mib": .number(memoryMiB),
            "vcpus": .number(vcpus), "state": .string(state.rawValue), "reason": .optional(reason),
            "held_mib": .number(heldMiB), "clones": .number(clones), "spares": .number(spares),
            "made_ms": .number(madeMilliseconds),
        ])
    }

    /// Reads a line of JSON; nil if it is something else.
    init?(line: String) {
        guard let value = try? JSONReader.read(Array(line.utf8)).plain,
            let state = State(rawValue: value.text("state"))
        else { return nil }
        self.init(
            template: value.text("template"), version: value.text("version"), memoryMiB: value.number("memory_mib"),
            vcpus: value.number("vcpus"), state: state, reason: value.text("reason"),
            heldMiB: value.number("held_mib"), clones: value.number("clones"), spares: value.number("spares"),
            madeMilliseconds: value.number("made_ms"))
    }
}
