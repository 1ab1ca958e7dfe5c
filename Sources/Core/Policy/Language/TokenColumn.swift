/// Where in a policy, or in a call, a token stands; not every token may stand everywhere.
package enum TokenColumn: Hashable, Sendable, CaseIterable {
    /// The third column of a rule: who calls.
    case source
    /// The fourth column of a rule: who is called.
    case target
    /// The value of `target=` and `default_target=`.
    case redirect
    /// What a caller asks for.
    case request

    /// Whether a token of this sort may stand here.
    package func admits(_ token: Token) -> Bool {
        switch token {
        case .name, .uuid, .adminVM, .disposableOf, .disposableOfUUID: true
        case .everything, .anyVM, .tag, .type, .disposableOfTag: self == .source || self == .target
        case .unspecified: self == .target || self == .request
        case .disposable: self != .source
        }
    }
}
