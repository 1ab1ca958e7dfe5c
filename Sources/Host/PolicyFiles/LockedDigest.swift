import Crypto

/// SHA-256 digests, as 64 lower-case hexadecimal digits.
package enum LockedDigest {
    /// The digest of some bytes.
    package static func text(of bytes: some Sequence<UInt8>) -> String {
        LockedHexadecimal.text(SHA256.hash(data: Array(bytes)))
    }
}
