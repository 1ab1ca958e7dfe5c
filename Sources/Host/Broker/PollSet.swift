internal import Channel
internal import LinuxIO

/// What the broker waits for, each descriptor with what it stands for.
struct PollSet {
    enum Source: Hashable {
        case listener
        case manager
        case guest
        case console
        case consoleClient
        case runInput(UInt32)
        case runOutput(UInt32, SubChannel)
        case runStatus(UInt32)
        case callInput(UInt32)
        case callOutput(UInt32)
        case callStatus(UInt32)
    }

    private var poller = Poller()
    private var sources: [Source] = []

    mutating func removeAll() {
        poller.removeAll()
        sources.removeAll(keepingCapacity: true)
    }

    mutating func add(_ source: Source, _ descriptor: CInt, _ interest: Poller.Interest) {
        _ = poller.add(descriptor, interest)
        sources.append(source)
    }

    /// Waits and returns what is ready, in the order in which it was added.
    mutating func wait(milliseconds: Int32?) -> [(source: Source, came: Poller.Interest)] {
        guard poller.wait(milliseconds: milliseconds) > 0 else { return [] }
        var ready: [(source: Source, came: Poller.Interest)] = []
        for (index, source) in sources.enumerated() {
            let came = poller.result(at: index)
            if !came.isEmpty { ready.append((source, came)) }
        }
        return ready
    }
}
