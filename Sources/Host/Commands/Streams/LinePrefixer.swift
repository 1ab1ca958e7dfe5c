/// Puts a prefix before each line of a stream of bytes, so that the output of several VMs can be told apart.
package struct LinePrefixer: Hashable, Sendable {
    private let prefix: [UInt8]
    private var isAtStart = true

    package init(prefix: String) { self.prefix = Array(prefix.utf8) }

    /// The next bytes of the stream, with prefixes.
    package mutating func add(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + prefix.count)
        for byte in bytes {
            if isAtStart { result += prefix }
            result.append(byte)
            isAtStart = byte == UInt8(ascii: "\n")
        }
        return result
    }

    /// Ends a line that has begun, so that the next VM's begins at the left.
    package mutating func finish() -> [UInt8] {
        defer { isAtStart = true }
        return isAtStart ? [] : [UInt8(ascii: "\n")]
    }
}
