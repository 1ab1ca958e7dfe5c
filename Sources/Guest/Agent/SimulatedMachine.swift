package import Channel
package import LinuxIO

/// The agent as an ordinary process, for tests: the real core on a socket, in a machine that it leaves alone.
package final class SimulatedMachine: GuestSystem {
    private init() {}

    package var configurationTimes: String { "" }

    package func configure(
        _ configuration: GuestConfiguration, wallClock: UInt64, entropy: [UInt8]
    ) throws(AgentError) -> VolumeOutcome {
        guard configuration.hostName != "broken" else { throw .volume("the test asked for a failure") }
        switch configuration.volume {
        case .none: return .none
        case .existing: return .mounted
        case .blank: return .formatted
        }
    }

    package func setClock(_ wallClock: UInt64) throws(AgentError) {}
    package func reseed(_ entropy: [UInt8]) throws(AgentError) {}
    package func settle() throws(AgentError) {}

    package func powerOff() {
        for process in ProcessHandle.children(of: CurrentProcess.identifier) {
            UserProcess.signalGroup(process, .kill)
        }
        CurrentProcess.exit(0)
    }

    /// Serves the host on an inherited descriptor until it hangs up.
    ///
    /// - Parameters:
    ///   - descriptor: The stream to the host.
    ///   - accounts: Where users are looked up.
    ///   - root: Where the folders of services are, and the socket for programs that make calls; nil is neither.
    /// - Throws: When the agent cannot be made.
    package static func serve(descriptor: Int32, accounts: AccountFiles, root: String? = nil) throws(SystemError) {
        CurrentProcess.ignoreBrokenPipes()
        let stream = OwnedDescriptor(adopting: descriptor)
        try stream.setNonblocking()
        try Agent(
            port: GuestPort(stream, endsForGood: true), system: SimulatedMachine(), accounts: accounts,
            services: ServiceFiles(root: root ?? ""), toolSocketPath: root.map { $0 + "/agent.sock" }
        ).run()
    }
}
