/// What a receiver of files says at the end: Qubes' `struct result_header` and `struct result_header_ext`.
///
/// Little-endian: `errno` (4; 0 is success), 0 (4), CRC-32 of all that was read (8), length of a path (4), the path that
/// was last at hand.
package struct CopyResult: Hashable, Sendable {
    /// Bytes of the first two parts; what Qubes' older receivers say ends before the length of the path.
    package static let fixedByteCount = 20
    private static let headerByteCount = 16

    package let errorCode: UInt32
    package let checksum: UInt32
    package let lastPath: [UInt8]

    package init(errorCode: UInt32, checksum: UInt32, lastPath: [UInt8]) {
        self.errorCode = errorCode
        self.checksum = checksum
        self.lastPath = Array(lastPath.prefix(CopyLimits.path))
    }

    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        for number in [errorCode, 0, checksum, 0, UInt32(lastPath.count)] {
            for shift in stride(from: UInt32(0), to: 32, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: number >> shift))
            }
        }
        return bytes + lastPath
    }

    /// Reads what came until the end of the stream; nil when it is no result.
    package init?(bytes: [UInt8]) {
        guard bytes.count >= Self.headerByteCount else { return nil }
        func number(_ offset: Int) -> UInt32 {
            (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << UInt32($1 * 8) }
        }
        errorCode = number(0)
        checksum = number(8)
        guard number(12) == 0 else { return nil }
        guard bytes.count >= Self.fixedByteCount else {
            lastPath = []
            return
        }
        let count = Int(number(Self.headerByteCount))
        guard count <= CopyLimits.path, bytes.count - Self.fixedByteCount >= count else { return nil }
        lastPath = Array(bytes[Self.fixedByteCount..<Self.fixedByteCount + count])
    }
}
