package import Channel

/// What the agent does to the machine that it runs in; tests have a machine that only remembers.
package protocol GuestSystem: AnyObject {
    /// Where the time of the last configuration went, for the machine's log; empty when nobody measured.
    var configurationTimes: String { get }

    /// Mixes in entropy, sets clock and names, and makes the private volume ready; may take seconds.
    func configure(
        _ configuration: GuestConfiguration, wallClock: UInt64, entropy: [UInt8]
    ) throws(AgentError) -> VolumeOutcome
    /// Sets the wall clock, in nanoseconds since 1970.
    func setClock(_ wallClock: UInt64) throws(AgentError)
    func reseed(_ entropy: [UInt8]) throws(AgentError)
    /// Brings into memory what every copy of this machine needs first.
    func settle() throws(AgentError)
    /// Begins an orderly end.
    func powerOff()
}
