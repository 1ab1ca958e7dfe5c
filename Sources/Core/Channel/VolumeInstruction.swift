/// What the guest does with its private volume, the block device with the serial `private`.
package enum VolumeInstruction: Hashable, Sendable {
    /// There is no private volume: `/rw` is volatile.
    case none
    /// The volume has been formatted before: it is checked and mounted, never formatted.
    case existing
    /// The volume may still be empty: it is formatted unless it already carries an ext4 file system with this UUID.
    case blank(uuid: VolumeUUID)
}

extension VolumeInstruction {
    func encode(to writer: inout ByteWriter) {
        switch self {
        case .none: writer.byte(0)
        case .existing: writer.byte(1)
        case .blank(let uuid):
            writer.byte(2)
            writer.raw(uuid.bytes)
        }
    }

    init(from reader: inout ByteReader) throws(WireError) {
        let kind = try reader.byte("volume")
        switch kind {
        case 0: self = .none
        case 1: self = .existing
        case 2: self = .blank(uuid: try VolumeUUID(bytes: try reader.take(VolumeUUID.byteCount, "volume UUID")))
        default: throw .unknownValue(field: "volume", value: UInt64(kind))
        }
    }
}
