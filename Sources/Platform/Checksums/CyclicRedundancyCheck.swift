internal import CZlib

/// CRC-32 as zlib, gzip and Qubes' file copy have it (RFC 1952 §8), of bytes that come piece by piece.
package struct CyclicRedundancyCheck: Hashable, Sendable {
    /// Of all bytes so far.
    package private(set) var value: UInt32 = 0

    package init() {}

    package mutating func update(_ bytes: [UInt8]) {
        value = unsafe bytes.withUnsafeBufferPointer { buffer in
            UInt32(truncatingIfNeeded: unsafe crc32_z(UInt(value), buffer.baseAddress, buffer.count))
        }
    }
}
