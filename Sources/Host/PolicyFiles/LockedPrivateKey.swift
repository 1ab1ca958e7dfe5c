import Crypto
import FoundationEssentials
package import LinuxIO
package import Machines

/// The key that signs a locked layer: an Ed25519 private key, which belongs on no host that it locks.
package struct LockedPrivateKey: Sendable {
    /// The word that its file begins with.
    package static let word = "bulkhead-locked-private-key-1"

    private let key: Curve25519.Signing.PrivateKey

    /// Makes a new key.
    package init() { key = Curve25519.Signing.PrivateKey() }

    /// Reads the text of a key's file, `bulkhead-locked-private-key-1` and 64 lower-case hexadecimal digits.
    ///
    /// - Parameters:
    ///   - file: The file's bytes.
    ///   - path: Its path, for messages.
    /// - Throws: A `Problem` that says where the text is not that of a private key, and shows nothing of it.
    package init(file: [UInt8], path: String) throws(Problem) {
        let bytes = try LockedText.hexadecimal(file, word: Self.word, count: 32, path: path)
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes) else {
            throw Problem(file: path, position: .start, message: "these 32 bytes are no Ed25519 private key")
        }
        self.key = key
    }

    /// The key that checks what this one signs.
    package var publicKey: LockedPublicKey { LockedPublicKey(bytes: Array(key.publicKey.rawRepresentation)) }

    /// Signs a statement.
    ///
    /// - Parameter statement: What is signed.
    /// - Returns: The statement with its signature, or nil when the library cannot sign.
    package func sign(_ statement: LockedStatement) -> LockedSignature? {
        guard let signature = try? key.signature(for: statement.message) else { return nil }
        return LockedSignature(statement: statement, bytes: Array(signature))
    }

    /// Writes a new pair of key files, the private one for its owner alone; files that are there stay as they are.
    ///
    /// - Parameters:
    ///   - path: The private key's file.
    ///   - publicPath: The public key's file.
    /// - Throws: `exists` when one of the two is there already; then neither is written.
    package func write(to path: String, publicPath: String) throws(SystemError) {
        for taken in [path, publicPath] where FileSystem.exists(taken) {
            throw SystemError("make the key file", taken, code: ErrorCode.exists)
        }
        try Self.writeNew(path, "\(Self.word) \(LockedHexadecimal.text(key.rawRepresentation))\n", mode: 0o600)
        do {
            try Self.writeNew(publicPath, publicKey.fileText, mode: 0o644)
        } catch {
            // Half a pair would be in the way of the next try.
            try? FileSystem.remove(path)
            throw error
        }
    }

    private static func writeNew(_ path: String, _ text: String, mode: UInt32) throws(SystemError) {
        let file = try FileSystem.open(path, .createNew, mode: mode)
        try file.writeAll(Array(text.utf8))
        try file.synchronize()
        try FileSystem.synchronizeDirectory(FileSystem.parent(of: path))
    }
}
