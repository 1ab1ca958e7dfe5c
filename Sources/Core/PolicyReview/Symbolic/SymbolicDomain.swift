package import Policy

/// A VM of which only that is known what a rule asks for: every VM that the rule means has at least these properties.
///
/// Rules ask only for properties that a VM has, never for one that it lacks (`@anyvm` and dom0 aside). So a rule that
/// matches this VM matches every VM that has more properties, and one such VM stands for all worlds.
package struct SymbolicDomain: Hashable, Sendable {
    /// The name, where a rule asks for one.
    package var name: Symbol?
    /// The UUID, where a rule asks for one.
    package var uuid: Symbol?
    /// The tags that rules ask for, sorted.
    package var tags: [Symbol] = []
    /// The class, where a rule asks for one.
    package var type: Symbol?
    /// Whether it is the administrative domain, which is taken to have no tags.
    package var isAdmin = false

    package init() {}

    /// The administrative domain.
    package static let admin: Self = {
        var domain = Self()
        domain.isAdmin = true
        return domain
    }()

    /// A VM with one tag.
    static func tagged(_ tag: Symbol) -> Self {
        var domain = Self()
        domain.tags = [tag]
        return domain
    }

    /// A VM with a name.
    static func named(_ name: Symbol) -> Self {
        var domain = Self()
        domain.name = name
        return domain
    }

    /// A VM with a UUID.
    static func identified(_ uuid: Symbol) -> Self {
        var domain = Self()
        domain.uuid = uuid
        return domain
    }

    /// A VM of a class.
    static func typed(_ type: Symbol) -> Self {
        var domain = Self()
        domain.type = type
        return domain
    }

    /// A VM that has the properties of both, or nil when no VM can.
    package func joined(_ other: Self) -> Self? {
        guard isAdmin == other.isAdmin, name == nil || other.name == nil || name == other.name,
            uuid == nil || other.uuid == nil || uuid == other.uuid,
            type == nil || other.type == nil || type == other.type
        else { return nil }
        var both = self
        both.name = name ?? other.name
        both.uuid = uuid ?? other.uuid
        both.type = type ?? other.type
        both.tags = tags == other.tags ? tags : Set(tags + other.tags).sorted()
        return both
    }

    /// The tokens for a VM that match this one, the general ones first.
    func tokens(adminType: Symbol?) -> [Token] {
        if isAdmin {
            var tokens: [Token] = [.everything, .adminVM]
            if let adminType { tokens.append(.type(adminType)) }
            return tokens
        }
        var tokens: [Token] = [.everything, .anyVM]
        if let name { tokens.append(.name(name)) }
        if let uuid { tokens.append(.uuid(uuid)) }
        if let type { tokens.append(.type(type)) }
        tokens += tags.map { .tag($0) }
        return tokens
    }
}
