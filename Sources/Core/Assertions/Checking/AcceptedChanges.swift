package import Policy
package import PolicyReview

/// What the `accept diff` statements accept of the difference between two policies.
package struct AcceptedChanges: Sendable {
    private let changes: [AcceptedChange]
    private let worlds: [CheckedWorld]

    /// Takes the statements that are meant for a difference.
    ///
    /// - Parameters:
    ///   - statements: The statements; those of another revision are left out.
    ///   - revision: The digest of the old policy.
    ///   - worlds: The VMs that the old and the new policy are held against, for the sets of VMs.
    package init(_ statements: [Statement], revision: String, worlds: [World]) {
        changes = statements.compactMap { statement in
            guard case .acceptedChange(let change) = statement.body,
                change.revision.map({ revision.hasPrefix($0) }) ?? true
            else { return nil }
            return change
        }
        self.worlds = Set(worlds).map { CheckedWorld($0) }
    }

    /// Whether every call of a difference is accepted.
    package func accepts(_ difference: PolicyDifference) -> Bool {
        let changes = changes.filter { $0.kind == Self.kind(difference.kind) }
        return !changes.isEmpty
            && difference.calls.allSatisfy { call in
                let changes = changes.filter { Self.matches($0.service, call) }
                return difference.sources.allSatisfy { source in
                    let targets = targets(source, changes)
                    return difference.targets.allSatisfy { targets.contains(Self.spelling($0)) }
                }
            }
    }

    /// Whom one caller may call by the changes.
    private func targets(_ source: String, _ changes: [AcceptedChange]) -> Set<String> {
        var targets: Set<String> = []
        for world in worlds {
            guard let number = world.world.index(named: source) else { continue }
            for change in changes
            where world.domains(change.source).contains(number) {
                targets.formUnion(world.requestTargets(change.target, source: number).map(Self.spelling))
            }
        }
        return targets
    }

    /// The host has two names.
    private static func spelling(_ target: String) -> String { target == "@adminvm" ? World.adminName : target }

    private static func matches(_ pattern: CallPattern, _ call: Call) -> Bool {
        if let service = pattern.service, call.isAnyService || service != call.service { return false }
        return pattern.argument.map { !call.isAnyArgument && $0 == call.argument } ?? true
    }

    private static func kind(_ kind: DifferenceKind) -> AcceptedChange.Kind {
        switch kind {
        case .newlyAllowed: .newlyAllowed
        case .newlyAsked: .newlyAsked
        case .newlyDenied: .newlyDenied
        case .changed: .changedParameters
        }
    }
}
