package import Audit
internal import Crypto

/// SHA-256 for the chain.
package enum AuditDigest {
    /// The digest of some bytes.
    package static let sha256: AuditHash = { bytes in Array(SHA256.hash(data: bytes)) }
}
