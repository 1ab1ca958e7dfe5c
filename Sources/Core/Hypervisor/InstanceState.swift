/// What a machine's virtual processors do.
package enum InstanceState: String, Hashable, Sendable {
    /// Made, and not run yet.
    case created
    case running
    case paused
    /// The guest put itself to sleep.
    case suspended
    /// Powered off or panicked; the process is about to end.
    case stopped
}
