/// Cuts a stream of bytes into lines, however the bytes arrive.
package struct LineDecoder: Hashable, Sendable {
    package enum Line: Hashable, Sendable {
        /// A whole line without its end (LF or CR LF); never empty.
        case whole([UInt8])
        /// A line passed the limit: what follows cannot be trusted to start at a boundary, so nothing more comes.
        case tooLong
    }

    /// The longest line in bytes, its end not counted.
    package static let defaultLimit = 1 << 20

    package let limit: Int
    private var partial: [UInt8] = []
    private var hasFailed = false

    package init(limit: Int = Self.defaultLimit) { self.limit = limit }

    /// Takes the next bytes and gives the lines that they complete.
    package mutating func push(_ bytes: some Sequence<UInt8>) -> [Line] {
        guard !hasFailed else { return [] }
        var lines: [Line] = []
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                if partial.last == UInt8(ascii: "\r") { partial.removeLast() }
                if !partial.isEmpty { lines.append(.whole(partial)) }
                partial.removeAll(keepingCapacity: partial.count < 65_536)
            } else if partial.count == limit {
                hasFailed = true
                partial = []
                return lines + [.tooLong]
            } else {
                partial.append(byte)
            }
        }
        return lines
    }
}
