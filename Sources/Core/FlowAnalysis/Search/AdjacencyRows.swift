/// Gathers who is next to whom.
struct AdjacencyRows {
    /// For each number the numbers next to it.
    private(set) var rows: [NodeSet]
    /// For each node the nodes whose answers it gets.
    private var answers: [NodeSet]
    /// For each domain the places that its calls reach, all services together, and those that answer it.
    private var places: [Int: (forward: NodeSet, backward: NodeSet)] = [:]

    init(count: Int) {
        rows = Array(repeating: NodeSet(capacity: count), count: count)
        answers = rows
    }

    mutating func connect(_ source: Int, _ target: Int) { rows[source].insert(target) }

    /// Adds the calls of a fan.
    mutating func add(_ fan: CallFan, in table: NodeTable, _ filter: EdgeFilter) {
        let isForward = filter.admits(fan, isForward: true)
        let isBackward = filter.admits(fan, isForward: false)
        guard isForward || isBackward else { return }
        guard let downgraded = filter.downgraded[fan.service] else {
            // Nearly all services: which one it was makes no difference to who is next to whom.
            var known =
                places.removeValue(forKey: fan.source)
                ?? (NodeSet(capacity: fan.places.capacity), NodeSet(capacity: fan.places.capacity))
            if isForward { known.forward.formUnion(fan.places) }
            if isBackward { known.backward.formUnion(fan.places) }
            places[fan.source] = known
            return
        }
        let shared = table.shared(fan.places)
        for caller in table.callers(of: fan.source).numbers {
            var callees = Self.callees(shared, fan.places, of: caller, in: table)
            if isForward, !downgraded.contains(caller) { rows[caller].formUnion(callees) }
            guard isBackward else { continue }
            callees.subtract(downgraded)
            answers[caller].formUnion(callees)
        }
    }

    private static func callees(_ shared: NodeSet, _ places: NodeSet, of caller: Int, in table: NodeTable) -> NodeSet {
        var callees = shared
        for number in table.caused(places, by: caller) { callees.insert(number) }
        callees.remove(caller)
        return callees
    }

    /// Takes all calls together, and turns the answers around: what a callee answers, its caller learns.
    mutating func finishCalls(in table: NodeTable) {
        for (source, places) in places {
            let (forward, backward) = (table.shared(places.forward), table.shared(places.backward))
            for caller in table.callers(of: source).numbers {
                rows[caller].formUnion(Self.callees(forward, places.forward, of: caller, in: table))
                answers[caller].formUnion(Self.callees(backward, places.backward, of: caller, in: table))
            }
        }
        places = [:]
        for (caller, callees) in answers.enumerated() {
            callees.forEach { rows[$0].insert(caller) }
        }
    }
}
