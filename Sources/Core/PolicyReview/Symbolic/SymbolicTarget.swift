import Policy

/// A target that a caller can ask for, known as far as a rule asks.
package enum SymbolicTarget: Hashable, Sendable {
    /// A VM by its name; dom0 when it is spelt `dom0`.
    case domain(SymbolicDomain)
    /// `@adminvm`, spelt so: no tag and no class matches it.
    case adminVM
    /// `@default`.
    case unspecified
    /// `@dispvm`, by a source whose default template is this VM, or that has none.
    case disposable(template: SymbolicDomain?)
    /// `@dispvm:NAME`.
    case disposableOf(SymbolicDomain)

    /// A target that has the properties of both, or nil when there is none.
    package func joined(_ other: Self) -> Self? {
        switch (self, other) {
        case (.domain(let left), .domain(let right)): left.joined(right).map { .domain($0) }
        case (.disposableOf(let left), .disposableOf(let right)): left.joined(right).map { .disposableOf($0) }
        case (.adminVM, .adminVM), (.unspecified, .unspecified): self
        case (.adminVM, .domain(let domain)) where domain.isAdmin: other
        case (.domain(let domain), .adminVM) where domain.isAdmin: self
        case (.disposable(let left?), .disposable(let right?)): left.joined(right).map { .disposable(template: $0) }
        case (.disposable(let left), .disposable(let right)): .disposable(template: left ?? right)
        default: nil
        }
    }

    /// The target tokens that match it.
    func tokens(adminType: Symbol?, mode: PolicyMode) -> [Token] {
        switch self {
        case .domain(let domain): return domain.tokens(adminType: adminType)
        case .adminVM: return [.everything, .adminVM]
        case .unspecified: return [.everything, .anyVM, .unspecified]
        case .disposable(let template):
            let named = template.map { Self.templateTokens($0, withUUID: mode == .strict) } ?? []
            return [.everything, .anyVM, .disposable] + named
        case .disposableOf(let template):
            return [.everything, .anyVM] + Self.templateTokens(template, withUUID: true)
        }
    }

    private static func templateTokens(_ template: SymbolicDomain, withUUID: Bool) -> [Token] {
        var tokens: [Token] = template.tags.map { .disposableOfTag($0) }
        if let name = template.name { tokens.append(.disposableOf(name)) }
        if withUUID, let uuid = template.uuid { tokens.append(.disposableOfUUID(uuid)) }
        return tokens
    }
}
