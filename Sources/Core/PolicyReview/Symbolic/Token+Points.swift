import Policy

extension Token {
    /// The token with the three spellings of the administrative domain made one.
    var normalized: Token { isAdminVM ? .adminVM : self }

    /// Whether the token can match a caller at all: a caller is always a VM, never a disposable that is yet to be made.
    package var canBeSource: Bool {
        switch self {
        case .unspecified, .disposable, .disposableOf, .disposableOfUUID, .disposableOfTag: false
        default: true
        }
    }

    /// The least callers that the token matches: another rule matches all callers of this one if, and only if, it
    /// matches these.
    func sourcePoints(adminType: Symbol?) -> [SymbolicDomain] {
        switch normalized {
        case .everything: [SymbolicDomain(), .admin]
        case .anyVM: [SymbolicDomain()]
        case .adminVM: [.admin]
        case .name(let name): [.named(name)]
        case .uuid(let uuid): [.identified(uuid)]
        case .tag(let tag): [.tagged(tag)]
        case .type(let type): [type == adminType ? .admin : .typed(type)]
        case .unspecified, .disposable, .disposableOf, .disposableOfUUID, .disposableOfTag: []
        }
    }

    /// The least targets that the token matches.
    func targetPoints(adminType: Symbol?, mode: PolicyMode) -> [SymbolicTarget] {
        let other = SymbolicDomain()
        switch normalized {
        case .everything:
            return [.domain(other), .unspecified, .disposable(template: nil), .disposableOf(other), .adminVM]
        case .anyVM: return [.domain(other), .unspecified, .disposable(template: nil), .disposableOf(other)]
        case .adminVM: return [.adminVM]
        case .unspecified: return [.unspecified]
        case .disposable: return [.disposable(template: nil)]
        case .disposableOf(let name): return Self.disposables(.named(name))
        case .disposableOfUUID(let uuid):
            let template = SymbolicDomain.identified(uuid)
            return mode == .strict ? Self.disposables(template) : [.disposableOf(template)]
        case .disposableOfTag(let tag): return Self.disposables(.tagged(tag))
        case .name(let name): return [.domain(.named(name))]
        case .uuid(let uuid): return [.domain(.identified(uuid))]
        case .tag(let tag): return [.domain(.tagged(tag))]
        case .type(let type): return [.domain(type == adminType ? .admin : .typed(type))]
        }
    }

    private static func disposables(_ template: SymbolicDomain) -> [SymbolicTarget] {
        [.disposableOf(template), .disposable(template: template)]
    }
}
