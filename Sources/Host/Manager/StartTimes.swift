/// Where the time of a start went.
struct StartTimes: Sendable {
    private var last = ContinuousClock.now
    private var steps: [(name: String, milliseconds: Int64)] = []

    /// Ends a step that began where the one before ended.
    mutating func end(_ step: String) {
        let now = ContinuousClock.now
        steps.append((step, (now - last).milliseconds))
        last = now
    }

    /// As the log has it: "machine 12, volume 25, …, in ms".
    var text: String { steps.map { "\($0.name) \($0.milliseconds)" }.joined(separator: ", ") + " ms" }
}
