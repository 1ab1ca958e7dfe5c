/// What a rule allows of a call's data; both brokers hold the call to it.
package struct CallLimits: Hashable, Sendable {
    /// Whether the callee may send no byte back.
    package let isOneWay: Bool
    /// Most bytes, both ways together; nil is no limit.
    package let maximumBytes: UInt64?

    package init(isOneWay: Bool = false, maximumBytes: UInt64? = nil) {
        self.isOneWay = isOneWay
        self.maximumBytes = maximumBytes
    }

    /// Why a call that has moved this many bytes must end; nil while it may go on.
    package func violation(forwardBytes: UInt64, backwardBytes: UInt64) -> String? {
        if isOneWay, backwardBytes > 0 { return "the callee sent data back, and its rule says oneway=yes" }
        guard let maximumBytes else { return nil }
        let (sum, overflow) = forwardBytes.addingReportingOverflow(backwardBytes)
        return overflow || sum > maximumBytes ? "more than max_bytes=\(maximumBytes) passed" : nil
    }
}

extension CallLimits {
    func encode(to writer: inout ByteWriter) {
        writer.byte(isOneWay ? 1 : 0)
        writer.byte(maximumBytes == nil ? 0 : 1)
        writer.integer(maximumBytes ?? 0)
    }

    init(from reader: inout ByteReader) throws(WireError) {
        let isOneWay = try Self.flag(&reader, "one way")
        let hasMaximum = try Self.flag(&reader, "limit")
        let maximum = try reader.integer("limit", as: UInt64.self)
        self.init(isOneWay: isOneWay, maximumBytes: hasMaximum ? maximum : nil)
    }

    private static func flag(_ reader: inout ByteReader, _ field: String) throws(WireError) -> Bool {
        let value = try reader.byte(field)
        guard value < 2 else { throw .unknownValue(field: field, value: UInt64(value)) }
        return value == 1
    }
}
