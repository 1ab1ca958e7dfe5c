/// What the agent wants to know of an ext4 file system (Documentation/filesystems/ext4/super.rst).
package struct Ext4Superblock: Hashable, Sendable {
    /// The superblock lies this many bytes behind the start of the device.
    package static let offsetBytes = 1024
    package static let byteCount = 1024
    private static let magicOffset = 0x38
    private static let stateOffset = 0x3A
    private static let incompatibleOffset = 0x60
    private static let uuidOffset = 0x68
    private static let cleanState: UInt16 = 1
    private static let needsRecovery: UInt8 = 4

    package let uuid: [UInt8]
    /// Whether it was unmounted in order, without known errors.
    package let isClean: Bool

    /// Reads the first ``offsetBytes`` + ``byteCount`` bytes of a device; nil if there is no ext4 file system.
    package init?(device: [UInt8]) {
        guard device.count >= Self.offsetBytes + Self.byteCount else { return nil }
        let block = Array(device[Self.offsetBytes..<Self.offsetBytes + Self.byteCount])
        guard block[Self.magicOffset] == 0x53, block[Self.magicOffset + 1] == 0xEF else { return nil }
        uuid = Array(block[Self.uuidOffset..<Self.uuidOffset + 16])
        let state = UInt16(block[Self.stateOffset]) | UInt16(block[Self.stateOffset + 1]) << 8
        isClean = state == Self.cleanState && block[Self.incompatibleOffset] & Self.needsRecovery == 0
    }
}
