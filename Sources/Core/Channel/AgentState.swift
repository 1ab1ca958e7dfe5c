/// How far the broker has come with the agent of its guest.
package enum AgentState: UInt8, Hashable, Sendable, CaseIterable {
    /// The channel is open and nothing has come from the guest: it is booting.
    case connecting = 0
    /// The guest has sent bytes, but not yet answered this broker's hello.
    case handshaking = 1
    /// The agent waits for its configuration.
    case waiting = 2
    /// The agent works on its configuration.
    case configuring = 3
    /// Commands can run.
    case ready = 4
    /// The agent was ready and misses heartbeats.
    case unresponsive = 5
    /// The configuration failed, or the channel broke a rule of the protocol; final for this boot.
    case failed = 6
    /// The virtual machine monitor closed the channel; the broker ends.
    case disconnected = 7
    /// The agent waits for its configuration, and is ready to be copied.
    case settled = 8
}
