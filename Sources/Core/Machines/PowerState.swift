/// What a VM is doing now; the words are those of Qubes OS.
package enum PowerState: String, CaseIterable, Hashable, Sendable {
    /// Not there: no process, no resources but its volumes.
    case halted = "Halted"
    /// Starting: its process exists, its agent has not reported ready.
    case transient = "Transient"
    /// Up: its agent has reported ready.
    case running = "Running"
    /// Its processors are stopped by the host.
    case paused = "Paused"
    /// The guest sleeps (ACPI S3).
    case suspended = "Suspended"
    /// Asked to shut down, and not yet gone.
    case halting = "Halting"
    /// Being destroyed; its process may linger.
    case dying = "Dying"
    /// Ended without having been asked; its process is gone. A restart may be pending.
    case crashed = "Crashed"

    /// Whether a process stands behind the VM, so that it holds memory and other resources.
    package var isActive: Bool {
        switch self {
        case .halted, .crashed: false
        case .transient, .running, .paused, .suspended, .halting, .dying: true
        }
    }

    /// Whether the state is on its way to another one by itself, so that waiting for it makes sense.
    package var isChanging: Bool {
        switch self {
        case .transient, .halting, .dying: true
        case .halted, .running, .paused, .suspended, .crashed: false
        }
    }

    /// Whether a VM that takes its network from this one could be served now.
    package var canServe: Bool { self == .running }
}
