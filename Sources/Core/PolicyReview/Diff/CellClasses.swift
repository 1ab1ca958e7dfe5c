import Policy

/// Callers, or targets, that all rules of both policies treat alike.
struct CellClasses {
    /// One such class.
    struct Group {
        var members: [Int]
        /// Which of the call's rules match, in the old policy and in the new one.
        let masks: (old: BitRow, new: BitRow)
    }

    let groups: [Group]

    private struct Key: Hashable {
        let old: BitRow
        let new: BitRow
        let trait: Int
    }

    /// Groups by what matches and by a trait of each.
    init(_ indices: some Sequence<Int>, old: [BitRow], new: [BitRow], trait: [Int]) {
        var places: [Key: Int] = [:]
        var groups: [Group] = []
        for index in indices {
            let key = Key(old: old[index], new: new[index], trait: trait[index])
            if let place = places[key] {
                groups[place].members.append(index)
            } else {
                places[key] = groups.count
                groups.append(Group(members: [index], masks: (old[index], new[index])))
            }
        }
        self.groups = groups
    }
}
