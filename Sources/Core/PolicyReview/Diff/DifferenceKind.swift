import Policy

/// What sort of difference two policies make for a call.
package enum DifferenceKind: String, Hashable, Sendable, CaseIterable, Comparable {
    /// Goes through without a question, and did not before.
    case newlyAllowed = "newly-allowed"
    /// Goes to a prompt, and did not before.
    case newlyAsked = "newly-asked"
    /// The same answer with another target, user, start or limit.
    case changed
    /// Is refused, and was not before.
    case newlyDenied = "newly-denied"

    init(old: Verdict, new: Verdict) {
        if old.outcome == new.outcome {
            self = .changed
        } else {
            self =
                switch new.outcome {
                case .allow: .newlyAllowed
                case .ask: .newlyAsked
                case .deny: .newlyDenied
                }
        }
    }

    package static func < (left: Self, right: Self) -> Bool {
        (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }
}
