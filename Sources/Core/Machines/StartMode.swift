/// How a VM comes up.
package enum StartMode: String, CaseIterable, Hashable, Sendable {
    /// As a copy-on-write clone of its booted template.
    case clone
    /// By a cold boot of its own.
    case boot
}
