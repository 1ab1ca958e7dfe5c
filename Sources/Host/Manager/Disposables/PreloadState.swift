import Machines

/// What is going on with disposables that are made ahead of their use.
struct PreloadState: Sendable {
    /// Failures in a row, by template: after a few nothing is made ahead until the next use or reload.
    var failures: [MachineName: Int] = [:]
    /// Templates for which one is being made, or will be after the delay.
    var making: Set<MachineName> = []
    var isClosed = false
}
