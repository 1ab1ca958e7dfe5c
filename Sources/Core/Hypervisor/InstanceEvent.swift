/// What happens to a machine without anyone on the host having asked.
package enum InstanceEvent: Hashable, Sendable {
    case state(InstanceState)
    /// The guest's kernel panicked.
    case panicked
    /// The guest switched itself off.
    case poweredOff
    /// The process has ended, the last event; `lastWords` is what it wrote to its standard error, bounded.
    case ended(lastWords: String)
}
