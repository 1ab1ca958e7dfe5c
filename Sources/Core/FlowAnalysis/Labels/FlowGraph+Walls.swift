import Policy

extension FlowGraph {
    /// The VMs that information of two sides of a Chinese wall reaches.
    ///
    /// The administrative domain may know all sides. In ``FlowMode/contract`` a netvm that routes for both sides keeps
    /// them apart; it is a verdict when their information comes to it by other ways too.
    ///
    /// - Parameters:
    ///   - conflict: The sides, and who is exempt.
    ///   - query: What counts as a flow.
    /// - Returns: A verdict for each VM, by name.
    package func violations(of conflict: ConflictClass, _ query: FlowQuery = FlowQuery()) -> [WallVerdict] {
        let search = FlowSearch(self, query)
        let exempt = Set(conflict.exempt.flatMap { nodes($0) }).union([.domain(World.adminName)])
        var meetings: [FlowNode: [WallVerdict.Meeting]] = [:]
        for side in conflict.sides {
            let members = Set(side.nodes.flatMap { nodes($0) })
            var paths: [FlowNode: FlowPath] = [:]
            for member in members.sorted() {
                // Who is exempt may know both sides, and is trusted to keep them apart.
                for reach in search.reachable(from: member, stops: exempt, holding: true) {
                    if paths[reach.node].map({ reach.path.edges.count < $0.edges.count }) ?? true {
                        paths[reach.node] = reach.path
                    }
                }
            }
            for node in Set(paths.keys).union(members) where node.isMachine && !exempt.contains(node) {
                meetings[node, default: []].append(
                    WallVerdict.Meeting(side: side.name, path: members.contains(node) ? nil : paths[node]))
            }
        }
        return meetings.filter { $0.value.count > 1 }.sorted { $0.key < $1.key }.map {
            WallVerdict(conflict: conflict.name, node: $0.key, meetings: $0.value)
        }
    }
}
