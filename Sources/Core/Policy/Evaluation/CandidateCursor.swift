/// Reads the rules for one call from its three lists, in the order of the rules.
struct CandidateCursor {
    /// One of the lists: where its next rule for the source is, and that rule's number.
    private struct Head {
        let list: Int
        let start: Int
        let end: Int
        var place: Int
        var rule: UInt32
    }

    private var heads: (Head, Head, Head)
    private let source: Int

    init(_ policy: CompiledPolicy, _ candidates: CompiledPolicy.Candidates) {
        source = candidates.source
        heads = (
            Self.head(candidates.lists.0, source, policy), Self.head(candidates.lists.1, source, policy),
            Self.head(candidates.lists.2, source, policy)
        )
    }

    /// The next rule; nil after the last.
    mutating func next(_ policy: CompiledPolicy) -> RuleLists.Entry? {
        let least = min(heads.0.rule, heads.1.rule, heads.2.rule)
        if least == .max { return nil }
        if heads.0.rule == least { return Self.take(&heads.0, source, policy) }
        if heads.1.rule == least { return Self.take(&heads.1, source, policy) }
        return Self.take(&heads.2, source, policy)
    }

    private static func head(_ list: Int, _ source: Int, _ policy: CompiledPolicy) -> Head {
        guard list >= 0 else { return Head(list: -1, start: 0, end: 0, place: 0, rule: .max) }
        let range = policy.lists.range(of: list)
        var head = Head(list: list, start: range.lowerBound, end: range.upperBound, place: range.lowerBound, rule: .max)
        advance(&head, source, policy)
        return head
    }

    private static func take(_ head: inout Head, _ source: Int, _ policy: CompiledPolicy) -> RuleLists.Entry {
        let entry = policy.lists.entries[head.place]
        head.place += 1
        advance(&head, source, policy)
        return entry
    }

    /// Goes on to the next rule for the source, from where the head stands.
    private static func advance(_ head: inout Head, _ source: Int, _ policy: CompiledPolicy) {
        head.rule = .max
        if policy.longLists.contains(head.list) {
            let next = policy.longLists.next(in: head.list, source: source, from: head.place - head.start)
            head.place = next.map { head.start + $0 } ?? head.end
        } else {
            let masks = policy.masks
            while head.place < head.end {
                let row = Int(policy.lists.entries[head.place].source) * masks.sourceWordCount
                if masks.sources[row + source >> 6] >> UInt64(source & 63) & 1 == 1 { break }
                head.place += 1
            }
        }
        if head.place < head.end { head.rule = policy.lists.entries[head.place].rule }
    }
}
