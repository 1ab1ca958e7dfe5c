/// Visits what can be reached from some numbers, the nearest first.
///
/// The beginnings themselves are visited only when something leads back to them.
struct BreadthFirstWalk {
    private let search: FlowSearch
    private let starts: Set<Int>
    private let stops: Set<Int>
    private var parents: [Int]
    private var queue: [Int]
    /// How many of ``queue`` were asked for their neighbours.
    private var expanded = 0
    private var told: Int

    /// - Parameters:
    ///   - search: The graph.
    ///   - starts: Where to begin.
    ///   - stops: Nodes where nothing goes on, unless it begins there.
    init(_ search: FlowSearch, _ starts: [Int], stops: Set<Int> = []) {
        self.search = search
        self.starts = Set(starts)
        self.stops = stops
        parents = Array(repeating: -1, count: search.neighbours.count)
        queue = starts
        told = starts.count
    }

    /// The next number.
    mutating func next() -> Int? {
        while told == queue.count, expanded < queue.count {
            expand(queue[expanded], isStart: expanded < starts.count)
            expanded += 1
        }
        guard told < queue.count else { return nil }
        told += 1
        return queue[told - 1]
    }

    private mutating func expand(_ number: Int, isStart: Bool) {
        // A beginning that is met again was asked already.
        guard isStart || !starts.contains(number) && search.passesOn[number] && !isStop(number) else { return }
        search.neighbours[number].forEach { next in
            guard parents[next] < 0 else { return }
            parents[next] = number
            queue.append(next)
        }
    }

    private func isStop(_ number: Int) -> Bool { stops.contains(search.nodeNumber(of: number)) }

    /// The numbers from a beginning to one that was visited, both included.
    func way(to number: Int) -> [Int] {
        var way = [number]
        var current = number
        repeat {
            current = parents[current]
            way.append(current)
        } while !starts.contains(current)
        return way.reversed()
    }
}
