/// What a record tells of.
package enum AuditEvent: String, Hashable, Sendable, CaseIterable {
    /// The manager has begun.
    case managerStarted = "manager.started"
    /// The manager ends, as it was told to.
    case managerStopped = "manager.stopped"
    /// A configuration and its policy have come into force.
    case configurationLoaded = "configuration.loaded"
    /// A configuration or its policy was refused; what was in force stays.
    case configurationRefused = "configuration.refused"
    /// Somebody on the host asked the manager for something, and what became of it.
    case hostRequest = "host.request"
    /// A VM has changed its power state.
    case machineState = "machine.state"
    /// A file of the log begins.
    case logBegun = "log.begun"
    /// The log was found with an end that is no record: a crash in the middle of writing.
    case logRecovered = "log.recovered"
    /// A call from one VM to another was decided.
    case callDecided = "call.decided"
    /// A call that was allowed is over, or one that waited was given up.
    case callEnded = "call.ended"
    /// Calls were refused without a decision, because there were too many.
    case callsDropped = "calls.dropped"
    /// Somebody had an answer to a prompt remembered.
    case answerRemembered = "answer.remembered"
    /// Somebody had a remembered answer forgotten.
    case answerForgotten = "answer.forgotten"
    /// The clipboard between VMs was filled, given out, or wiped.
    case clipboardChanged = "clipboard.changed"
    /// A link between a VM and its netvm was opened, closed or refused.
    case linkChanged = "link.changed"
}
