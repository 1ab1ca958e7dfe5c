import Crypto
import FoundationEssentials
package import Machines

/// The key that the locked layer's signature is checked with: an Ed25519 public key.
///
/// Its file is one line, `bulkhead-locked-key-1` and 64 lower-case hexadecimal digits; lines that begin with `#` and empty
/// lines may stand around it.
package struct LockedPublicKey: Hashable, Sendable {
    /// The word that its file begins with.
    package static let word = "bulkhead-locked-key-1"
    /// The largest file that is read, in bytes.
    package static let maximumByteCount = 4_096

    let bytes: [UInt8]

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// Reads the text of a key's file.
    ///
    /// - Parameters:
    ///   - file: The file's bytes.
    ///   - path: Its path, for messages.
    /// - Throws: A `Problem` that says where the text is not that of a key.
    package init(file: [UInt8], path: String) throws(Problem) {
        let bytes = try LockedText.hexadecimal(file, word: Self.word, count: 32, path: path)
        // Refused here, so that a signature is never said to be wrong when it is the key.
        guard (try? Curve25519.Signing.PublicKey(rawRepresentation: bytes)) != nil else {
            throw Problem(file: path, position: .start, message: "these 32 bytes are no Ed25519 public key")
        }
        self.bytes = bytes
    }

    /// The first 16 hexadecimal digits of the key's SHA-256, by which messages and files name it.
    package var identifier: String { String(LockedDigest.text(of: bytes).prefix(16)) }

    /// What its file holds.
    package var fileText: String { "\(Self.word) \(LockedHexadecimal.text(bytes))\n" }

    /// Whether `signature` is this key's for `message`.
    func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes) else { return false }
        return key.isValidSignature(signature, for: message)
    }
}
