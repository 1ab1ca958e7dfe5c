/// Gathers who is next to whom.
struct AdjacencyRows {
    /// For each number the numbers next to it.
    private(set) var rows: [NodeSet]
    /// For each node the nodes whose answers it gets.
    private var answers: [NodeSet]

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
        let downgraded = filter.downgraded[fan.service]
        let shared = table.shared(fan.places)
        for caller in table.callers(of: fan.source).numbers {
            var callees = shared
            for number in table.caused(fan.places, by: caller) { callees.insert(number) }
            callees.remove(caller)
            if isForward, !(downgraded?.contains(caller) ?? false) { rows[caller].formUnion(callees) }
            guard isBackward else { continue }
            if let downgraded { callees.subtract(downgraded) }
            answers[caller].formUnion(callees)
        }
    }

    /// Turns the answers around: what a callee answers, its caller learns.
    mutating func answer() {
        for (caller, callees) in answers.enumerated() {
            callees.forEach { rows[$0].insert(caller) }
        }
    }
}
