import LinuxIO

/// What this run of the program stands in: terminal and environment, read once.
struct Invocation: Sendable {
    let isInputTerminal = CurrentProcess.isTerminal(0)
    let isOutputTerminal = CurrentProcess.isTerminal(1)
    let color: ColorMode

    init() {
        color = ColorMode.decide(
            isTerminal: CurrentProcess.isTerminal(1), noColor: CurrentProcess.environment("NO_COLOR"),
            terminal: CurrentProcess.environment("TERM"), colorTerminal: CurrentProcess.environment("COLORTERM"))
    }

    /// Milliseconds since 1970-01-01 UTC.
    var nowMilliseconds: UInt64 { Clock.wallNanoseconds() / 1_000_000 }
}
