/// Whether and how fast a VM that ended unasked is started again, and when that is given up.
package struct RestartPolicy: Hashable, Sendable {
    /// The delays that are accepted, in milliseconds: up to an hour.
    package static let delayLimitsMilliseconds = 0...3_600_000
    /// The numbers of attempts that are accepted.
    package static let attemptLimits = 1...100
    /// The windows that are accepted, in seconds: up to a day.
    package static let windowLimitsSeconds = 1...86_400

    /// After which ends the VM is started again.
    package var mode: RestartMode
    /// The delay before the first restart, in milliseconds; each further one doubles it.
    package var initialDelayMilliseconds: Int
    /// The longest delay, in milliseconds.
    package var maximumDelayMilliseconds: Int
    /// How many restarts within one window are tried before giving up.
    package var attempts: Int
    /// How long an end counts, in seconds.
    package var windowSeconds: Int

    package init(
        mode: RestartMode = .never, initialDelayMilliseconds: Int = 500, maximumDelayMilliseconds: Int = 30_000,
        attempts: Int = 5, windowSeconds: Int = 600
    ) {
        self.mode = mode
        self.initialDelayMilliseconds = initialDelayMilliseconds
        self.maximumDelayMilliseconds = maximumDelayMilliseconds
        self.attempts = attempts
        self.windowSeconds = windowSeconds
    }
}

extension RestartPolicy {
    /// The delay before a restart, in milliseconds: doubled each time, up to the maximum.
    ///
    /// - Parameter number: Which restart of the window it is, from 1.
    /// - Returns: The delay in milliseconds.
    package func delayMilliseconds(beforeRestart number: Int) -> Int {
        var delay = initialDelayMilliseconds
        for _ in 0..<max(0, number - 1) {
            guard delay > 0, delay < maximumDelayMilliseconds else { break }
            let (doubled, overflow) = delay.multipliedReportingOverflow(by: 2)
            delay = overflow ? maximumDelayMilliseconds : doubled
        }
        return min(delay, maximumDelayMilliseconds)
    }

    /// Whether a VM that crashes at once after each restart is ever given up: all restarts must fit into one window.
    package var canGiveUp: Bool {
        var remaining = windowSeconds * 1000
        for number in 1...max(1, attempts) {
            let delay = delayMilliseconds(beforeRestart: number)
            guard delay < remaining else { return false }
            remaining -= delay
        }
        return true
    }
}
