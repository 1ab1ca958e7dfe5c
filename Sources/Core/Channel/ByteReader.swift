/// Reads little-endian fields from bytes that somebody else wrote; running out of bytes is an error, never a trap.
struct ByteReader: Sendable {
    private let bytes: [UInt8]
    private var position: Int

    init(_ bytes: some Sequence<UInt8>) {
        self.bytes = Array(bytes)
        position = 0
    }

    /// Bytes that are left.
    var remaining: Int { bytes.count - position }

    mutating func byte(_ field: String) throws(WireError) -> UInt8 {
        guard position < bytes.count else { throw .truncated(field: field) }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func integer<Value: FixedWidthInteger>(_ field: String, as type: Value.Type) throws(WireError) -> Value {
        let width = Value.bitWidth / 8
        guard remaining >= width else { throw .truncated(field: field) }
        var value: Value = 0
        for offset in 0..<width {
            value |= Value(truncatingIfNeeded: bytes[position + offset]) << Value(truncatingIfNeeded: 8 * offset)
        }
        position += width
        return value
    }

    mutating func take(_ count: Int, _ field: String) throws(WireError) -> [UInt8] {
        guard count >= 0, remaining >= count else { throw .truncated(field: field) }
        defer { position += count }
        return Array(bytes[position..<position + count])
    }

    /// Reads a 16-bit length and that many bytes.
    mutating func sized(_ field: String, limit: Int) throws(WireError) -> [UInt8] {
        let count = Int(try integer(field, as: UInt16.self))
        guard count <= limit else { throw .tooLong(field: field, limit: limit) }
        return try take(count, field)
    }

    /// Reads text as ``sized(_:limit:)`` and checks that it is UTF-8 without NUL.
    mutating func text(_ field: String, limit: Int) throws(WireError) -> String {
        try checkedText(try sized(field, limit: limit), field)
    }

    /// Reads a 16-bit count of texts.
    mutating func texts(_ field: String, countLimit: Int, limit: Int) throws(WireError) -> [String] {
        let count = Int(try integer(field, as: UInt16.self))
        guard count <= countLimit else { throw .tooLong(field: field, limit: countLimit) }
        var texts: [String] = []
        for _ in 0..<count { texts.append(try text(field, limit: limit)) }
        return texts
    }

    func finish() throws(WireError) {
        guard remaining == 0 else { throw .trailingBytes(count: remaining) }
    }
}

private func checkedText(_ bytes: [UInt8], _ field: String) throws(WireError) -> String {
    guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else { throw .notText(field: field) }
    return text
}
