import Policy

/// Finds pairs that are connected in one graph and not in another.
struct ReachSearch {
    let space: RequestSpace
    let old: [BitRow]
    let new: [BitRow]

    /// New pairs whose shortest ways have the same first new call.
    struct Group {
        let through: [Int]
        var sources: [Int]
        var targets: [Int]
        var pairCount: Int
        /// The shortest way of the group.
        var path: [Int]
    }

    /// The groups of all new pairs that no direct call explains.
    ///
    /// - Parameter known: Pairs that were told already; those that are told now are added.
    /// - Returns: The groups, by their new call.
    func groups(without known: inout Set<[Int]>) -> [Group] {
        var groups: [[Int]: Group] = [:]
        for source in space.names.indices {
            let before = reached(from: source, old).row
            let (after, parents) = reached(from: source, new)
            for target in after.members where target != source {
                if before[target] || new[source][target] { continue }
                if !known.insert([source, target]).inserted { continue }
                let path = path(to: target, from: source, parents)
                guard let place = path.indices.dropLast().first(where: { !old[path[$0]][path[$0 + 1]] }) else {
                    continue
                }
                let through = [path[place], path[place + 1]]
                var group =
                    groups[through] ?? Group(through: through, sources: [], targets: [], pairCount: 0, path: path)
                if !group.sources.contains(source) { group.sources.append(source) }
                if !group.targets.contains(target) { group.targets.append(target) }
                group.pairCount += 1
                if path.count < group.path.count { group.path = path }
                groups[through] = group
            }
        }
        return groups.values.map { group in
            var group = group
            group.targets.sort()
            return group
        }.sorted { $0.through.lexicographicallyPrecedes($1.through) }
    }

    /// Everything that can be reached, breadth first, and from where each was.
    private func reached(from source: Int, _ rows: [BitRow]) -> (row: BitRow, parents: [Int]) {
        var row = BitRow(count: space.names.count)
        var parents = [Int](repeating: -1, count: space.names.count)
        row[source] = true
        var queue = [source]
        var place = 0
        while place < queue.count {
            let node = queue[place]
            place += 1
            if node != source, space.names[node] == World.adminName { continue }
            var next = rows[node]
            next.subtract(row)
            row.formUnion(next)
            for member in next.members {
                parents[member] = node
                queue.append(member)
            }
        }
        return (row, parents)
    }

    private func path(to target: Int, from source: Int, _ parents: [Int]) -> [Int] {
        var path = [target]
        while let last = path.last, last != source, parents[last] >= 0 { path.append(parents[last]) }
        return path.reversed()
    }
}
