/// Writes the fields that ``ByteReader`` reads.
///
/// Values are checked where their types are made, so that writing cannot fail; a length that does not fit its field
/// is a programmer error.
struct ByteWriter: Sendable {
    private(set) var bytes: [UInt8] = []

    mutating func byte(_ value: UInt8) { bytes.append(value) }

    mutating func integer(_ value: some FixedWidthInteger) {
        for offset in 0..<value.bitWidth / 8 {
            bytes.append(UInt8(truncatingIfNeeded: value >> (8 * offset)))
        }
    }

    mutating func raw(_ value: some Sequence<UInt8>) { bytes.append(contentsOf: value) }

    mutating func sized(_ value: [UInt8]) {
        precondition(value.count <= Int(UInt16.max), "a field of \(value.count) bytes")
        integer(UInt16(value.count))
        bytes.append(contentsOf: value)
    }

    mutating func text(_ value: String) { sized(Array(value.utf8)) }

    mutating func texts(_ values: [String]) {
        precondition(values.count <= Int(UInt16.max), "a list of \(values.count) texts")
        integer(UInt16(values.count))
        for value in values { text(value) }
    }
}
