/// The UUID of a file system: 16 bytes, which the manager draws when it creates a volume.
package struct VolumeUUID: Hashable, Sendable {
    package static let byteCount = 16

    package let bytes: [UInt8]

    /// Takes exactly ``byteCount`` bytes.
    package init(bytes: [UInt8]) throws(WireError) {
        guard bytes.count >= Self.byteCount else { throw .truncated(field: "UUID") }
        guard bytes.count == Self.byteCount else { throw .tooLong(field: "UUID", limit: Self.byteCount) }
        self.bytes = bytes
    }
}

extension VolumeUUID: CustomStringConvertible {
    /// The usual form, `8-4-4-4-12` hexadecimal digits in lower case.
    package var description: String {
        var text = ""
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { text.append("-") }
            text += Hexadecimal.text([byte])
        }
        return text
    }
}
