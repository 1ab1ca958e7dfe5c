package import Policy

extension FlowGraph {
    /// The nodes that a word means: a VM's name, `dom0`, `INTERNET`, `@tag:TAG`, `@type:CLASS`, `@dispvm:TEMPLATE`,
    /// `device:NAME`, or a node's own ``FlowNode/name``.
    package func nodes(named word: String) -> [FlowNode] {
        let named = nodes.filter { $0.name == word }
        if !named.isEmpty { return named }
        switch word {
        case "@adminvm": return [.domain(World.adminName)]
        case "*": return nodes
        default: break
        }
        for (prefix, selector) in [
            ("@tag:", NodeSelector.tag), ("@type:", NodeSelector.type), ("@dispvm:", NodeSelector.disposables),
        ] where word.hasPrefix(prefix) {
            return nodes(selector(String(word.dropFirst(prefix.count))))
        }
        return []
    }

    /// The nodes that a declaration speaks of.
    package func nodes(_ selector: NodeSelector) -> [FlowNode] { nodes.filter { matches($0, selector) } }

    /// Whether a declaration speaks of a node.
    package func matches(_ node: FlowNode, _ selector: NodeSelector) -> Bool {
        switch (selector, node) {
        case (.everything, _): true
        case (.machine(let name), .domain(let other)): name == other
        case (.tag(let tag), _): domain(of: node)?.tags.contains(tag) ?? false
        case (.type(let type), _): domain(of: node)?.type == type
        case (.disposables(let template), .disposable(let other, _)): template == other
        case (.disposablesCaused(let creator), .disposable(_, let other)): creator == other
        case (.internet, .internet): true
        case (.device(let name), .device(let other)): name == other
        default: false
        }
    }

    /// What the policy knows of a node; nil for what is no VM of the world.
    package func domain(of node: FlowNode) -> Domain? {
        guard let number = table.number(of: node), let domain = table.domains[number] else { return nil }
        return world.world.domains[domain]
    }
}
