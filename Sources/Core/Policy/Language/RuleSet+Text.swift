extension RuleSet {
    /// A token as a policy file spells it.
    package func text(of token: Token) -> String {
        switch token {
        case .everything: "*"
        case .anyVM: "@anyvm"
        case .adminVM: "@adminvm"
        case .unspecified: "@default"
        case .disposable: "@dispvm"
        case .disposableOf(let name): "@dispvm:" + vocabulary[name]
        case .disposableOfUUID(let uuid): "@dispvm:uuid:" + vocabulary[uuid]
        case .disposableOfTag(let tag): "@dispvm:@tag:" + vocabulary[tag]
        case .tag(let tag): "@tag:" + vocabulary[tag]
        case .type(let type): "@type:" + vocabulary[type]
        case .name(let name): vocabulary[name]
        case .uuid(let uuid): "uuid:" + vocabulary[uuid]
        }
    }
}
