/// What `bulkhead.toml` says: everything that belongs to the host and not to one VM.
package struct HostSettings: Hashable, Sendable {
    /// The heartbeat intervals that are accepted, in seconds.
    package static let heartbeatLimitsSeconds = 1...300

    /// What runs the guests' instructions.
    package var accelerator: Accelerator
    /// On which D-Bus the manager offers its service.
    package var bus: BusChoice
    /// How often each agent is asked whether it lives, in seconds.
    package var heartbeatSeconds: Int
    /// Where files are kept.
    package var paths: HostPaths
    /// The user ids that VMs run under.
    package var userIDs: UserIDRange
    /// How much of the host VMs may take.
    package var limits: HostLimits
    /// How the policy is read.
    package var policy: PolicySettings
    /// How calls, prompts and the clipboard are limited.
    package var flows: FlowSettings
    /// How VMs start as copies of their booted templates.
    package var clones: CloneSettings
    /// Where disposables come from, and how many wait.
    package var disposables: DisposableSettings

    package init(
        accelerator: Accelerator = .auto, bus: BusChoice = .auto, heartbeatSeconds: Int = 5,
        paths: HostPaths = HostPaths(), userIDs: UserIDRange = UserIDRange(), limits: HostLimits = HostLimits(),
        policy: PolicySettings = PolicySettings(), flows: FlowSettings = FlowSettings(),
        clones: CloneSettings = CloneSettings(), disposables: DisposableSettings = DisposableSettings()
    ) {
        self.accelerator = accelerator
        self.bus = bus
        self.heartbeatSeconds = heartbeatSeconds
        self.paths = paths
        self.userIDs = userIDs
        self.limits = limits
        self.policy = policy
        self.flows = flows
        self.clones = clones
        self.disposables = disposables
    }
}
