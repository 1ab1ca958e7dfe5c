/// What a broker knows of its guest's agent.
package struct AgentStatus: Hashable, Sendable {
    /// Longest detail in bytes.
    package static let detailLimit = GuestText.byteLimit

    package let state: AgentState
    /// Why it failed, or what it does: printable ASCII for people, at most ``detailLimit`` bytes.
    package let detail: String
    /// Known from `ready` on.
    package let volume: VolumeOutcome?
    /// Milliseconds from the start of the guest's kernel until the agent was ready, as the guest says; zero before.
    package let bootMilliseconds: UInt32

    package init(
        state: AgentState, detail: String = "", volume: VolumeOutcome? = nil, bootMilliseconds: UInt32 = 0
    ) {
        self.state = state
        self.detail = GuestText.printable(detail)
        self.volume = volume
        self.bootMilliseconds = bootMilliseconds
    }
}

extension AgentStatus {
    private static let noVolume: UInt8 = 255

    func encode(to writer: inout ByteWriter) {
        writer.byte(state.rawValue)
        writer.byte(volume?.rawValue ?? Self.noVolume)
        writer.integer(bootMilliseconds)
        writer.text(detail)
    }

    init(from reader: inout ByteReader) throws(WireError) {
        let state = try reader.byte("state")
        guard let state = AgentState(rawValue: state) else {
            throw .unknownValue(field: "state", value: UInt64(state))
        }
        let volume = try reader.byte("volume")
        guard volume == Self.noVolume || VolumeOutcome(rawValue: volume) != nil else {
            throw .unknownValue(field: "volume", value: UInt64(volume))
        }
        let bootMilliseconds = try reader.integer("boot time", as: UInt32.self)
        let detail = try reader.text("detail", limit: Self.detailLimit)
        self.init(
            state: state, detail: detail, volume: VolumeOutcome(rawValue: volume), bootMilliseconds: bootMilliseconds)
    }
}
