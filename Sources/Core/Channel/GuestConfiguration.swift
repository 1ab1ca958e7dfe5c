/// What the manager tells a guest about itself, once after each boot.
///
/// The wall clock and the entropy that go with it are added by the broker at the moment of sending, so that neither
/// is stale when the guest was slow to boot.
package struct GuestConfiguration: Hashable, Sendable {
    /// Longest host name in bytes: one DNS label.
    package static let hostNameLimit = 63
    /// Longest machine name in bytes.
    package static let machineNameLimit = 31
    package static let machineIDByteCount = 16
    package static let settingsLimit = 64
    /// Longest key of a setting in bytes.
    package static let settingKeyLimit = 64
    /// Longest value of a setting in bytes.
    package static let settingValueLimit = 4096
    /// Most bytes of all settings together.
    package static let settingsByteLimit = 32 * 1024

    /// Goes to `/etc/hostname` and `/etc/hosts`.
    package let hostName: String
    /// The name by which the host knows the machine.
    package let machineName: String
    /// Becomes `/etc/machine-id`: ``machineIDByteCount`` bytes.
    package let machineID: [UInt8]
    package let volume: VolumeInstruction
    /// Words for the roles of the machine, in order; the agent ignores keys that it does not know.
    package let settings: [GuestSetting]

    /// Checks every limit.
    package init(
        hostName: String, machineName: String, machineID: [UInt8], volume: VolumeInstruction,
        settings: [GuestSetting] = []
    ) throws(WireError) {
        try FieldCheck.nonEmpty(hostName, "host name", limit: Self.hostNameLimit)
        try FieldCheck.nonEmpty(machineName, "machine name", limit: Self.machineNameLimit)
        // Both end up in files of one line each.
        for byte in Array(hostName.utf8) + Array(machineName.utf8) {
            guard Self.isNameByte(byte) else { throw .notText(field: "name") }
        }
        guard machineID.count >= Self.machineIDByteCount else { throw .truncated(field: "machine id") }
        guard machineID.count == Self.machineIDByteCount else {
            throw .tooLong(field: "machine id", limit: Self.machineIDByteCount)
        }
        guard settings.count <= Self.settingsLimit else {
            throw .tooLong(field: "settings", limit: Self.settingsLimit)
        }
        var byteCount = 0
        for setting in settings {
            try FieldCheck.nonEmpty(setting.key, "setting key", limit: Self.settingKeyLimit)
            try FieldCheck.text(setting.value, "setting \(setting.key)", limit: Self.settingValueLimit)
            byteCount += setting.key.utf8.count + setting.value.utf8.count
        }
        guard byteCount <= Self.settingsByteLimit else {
            throw .tooLong(field: "settings", limit: Self.settingsByteLimit)
        }
        self.hostName = hostName
        self.machineName = machineName
        self.machineID = machineID
        self.volume = volume
        self.settings = settings
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}

extension GuestConfiguration {
    func encode(to writer: inout ByteWriter) {
        writer.text(hostName)
        writer.text(machineName)
        writer.raw(machineID)
        volume.encode(to: &writer)
        writer.integer(UInt16(settings.count))
        for setting in settings {
            writer.text(setting.key)
            writer.text(setting.value)
        }
    }

    init(from reader: inout ByteReader) throws(WireError) {
        let hostName = try reader.text("host name", limit: Self.hostNameLimit)
        let machineName = try reader.text("machine name", limit: Self.machineNameLimit)
        let machineID = try reader.take(Self.machineIDByteCount, "machine id")
        let volume = try VolumeInstruction(from: &reader)
        let count = Int(try reader.integer("settings", as: UInt16.self))
        guard count <= Self.settingsLimit else { throw .tooLong(field: "settings", limit: Self.settingsLimit) }
        var settings: [GuestSetting] = []
        for _ in 0..<count {
            let key = try reader.text("setting key", limit: Self.settingKeyLimit)
            let value = try reader.text("setting value", limit: Self.settingValueLimit)
            settings.append(GuestSetting(key: key, value: value))
        }
        try self.init(
            hostName: hostName, machineName: machineName, machineID: machineID, volume: volume, settings: settings)
    }
}
