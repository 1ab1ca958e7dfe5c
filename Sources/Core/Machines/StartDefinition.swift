/// How a VM is started and stopped, and how long either may take.
package struct StartDefinition: Hashable, Sendable {
    /// The time limits that are accepted, in seconds.
    package static let timeoutLimitsSeconds = 1...3600

    /// How the VM comes up.
    package var mode: StartMode
    /// How long the agent may take to report ready, in seconds; after that the start has failed.
    package var timeoutSeconds: Int
    /// How long the guest may take to shut down, in seconds; after that it is killed.
    package var shutdownTimeoutSeconds: Int

    package init(mode: StartMode = .clone, timeoutSeconds: Int = 60, shutdownTimeoutSeconds: Int = 30) {
        self.mode = mode
        self.timeoutSeconds = timeoutSeconds
        self.shutdownTimeoutSeconds = shutdownTimeoutSeconds
    }
}
