/// Where disposables come from, and when some are made ahead of their use.
package struct DisposableSettings: Hashable, Sendable {
    package static let thresholdLimitsMiB = 0...1_048_576
    package static let delayLimitsMilliseconds = -1...600_000

    /// The template that a person means who names none.
    package var standard: MachineName?
    /// Free memory of the host that preloaded disposables leave alone, in MiB.
    package var preloadThresholdMiB: Int
    /// How long after a preloaded one was used the next is made, in milliseconds; -1: when the last has been used.
    package var preloadDelayMilliseconds: Int

    package init(
        standard: MachineName? = nil, preloadThresholdMiB: Int = 1_024, preloadDelayMilliseconds: Int = 3_000
    ) {
        self.standard = standard
        self.preloadThresholdMiB = preloadThresholdMiB
        self.preloadDelayMilliseconds = preloadDelayMilliseconds
    }
}
