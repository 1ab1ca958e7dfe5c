/// What a rule says of a call that it matches.
package enum Action: UInt8, Hashable, Sendable, CaseIterable {
    case allow
    case ask
    case deny

    /// The word in a policy file.
    package var word: String {
        switch self {
        case .allow: "allow"
        case .ask: "ask"
        case .deny: "deny"
        }
    }
}
