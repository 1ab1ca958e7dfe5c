internal import Hypervisor
internal import QMP

/// What QEMU's words mean to the manager.
enum MachineEvents {
    /// An event (QEMU's qapi/run-state.json).
    static func translate(_ event: QMPEvent) -> [InstanceEvent] {
        switch event.name {
        case "STOP": [.state(.paused)]
        case "RESUME", "WAKEUP": [.state(.running)]
        case "SUSPEND": [.state(.suspended)]
        case "GUEST_PANICKED": [.panicked]
        case "SHUTDOWN":
            // A reset is the end as well: machines do not reboot in place.
            switch event.data["reason"]?.string {
            case "guest-shutdown", "guest-reset": [.state(.stopped), .poweredOff]
            default: [.state(.stopped)]
            }
        default: []
        }
    }

    /// A status of `query-status`.
    static func state(_ status: String) -> InstanceState {
        switch status {
        case "prelaunch", "inmigrate": .created
        case "running": .running
        case "suspended": .suspended
        case "shutdown", "guest-panicked", "internal-error", "io-error": .stopped
        default: .paused
        }
    }
}
