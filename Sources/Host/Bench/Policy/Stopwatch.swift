/// Times of work that is done again and again.
enum Stopwatch {
    /// The median time of a piece of work, done for about so many seconds and at least three times.
    static func milliseconds(for seconds: Double, _ work: () -> Int) -> Double {
        var times: [Double] = []
        let end = ContinuousClock.now + .seconds(seconds)
        repeat {
            let start = ContinuousClock.now
            consume(work())
            times.append((ContinuousClock.now - start) / .milliseconds(1))
        } while ContinuousClock.now < end && times.count < 200 || times.count < 3
        return Spread(times)?.median ?? 0
    }

    /// Keeps the optimiser from leaving out what is measured.
    @inline(never)
    static func consume(_ value: Int) {}
}
