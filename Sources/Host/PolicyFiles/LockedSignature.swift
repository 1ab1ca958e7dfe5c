package import Machines

/// The file `05-locked.sig`: a statement and the signature on it.
///
///     bulkhead-locked-signature-1
///     version 7
///     file policy.d/05-locked.policy SHA256
///     file assertions.d/05-locked.assert SHA256
///     file services.d/05-locked.toml none
///     signature SIGNATURE
///
/// There is one way to write each statement, so that two files that differ never say the same.
package struct LockedSignature: Hashable, Sendable {
    /// The file's first line.
    package static let word = "bulkhead-locked-signature-1"
    /// The largest file that is read, in bytes.
    package static let maximumByteCount = 4_096

    /// What is signed.
    package let statement: LockedStatement
    /// The 64 bytes of the signature.
    let bytes: [UInt8]

    init(statement: LockedStatement, bytes: [UInt8]) {
        self.statement = statement
        self.bytes = bytes
    }

    /// What the file holds.
    package var fileText: String {
        ([Self.word] + statement.lines + ["signature \(LockedHexadecimal.text(bytes))"]).map { $0 + "\n" }.joined()
    }

    /// Reads the file; whether the signature is good is another question.
    ///
    /// - Parameters:
    ///   - file: Its bytes.
    ///   - path: Its path, for messages.
    /// - Throws: A `Problem` with the first line that is not as it must be.
    package init(file: [UInt8], path: String) throws(Problem) {
        func problem(_ index: Int, _ message: String, _ expected: String) -> Problem {
            Problem(
                file: path, position: SourcePosition(line: index + 1, column: 1), message: message, expected: expected)
        }
        let count = 3 + LockedLayer.files.count
        guard file.count <= Self.maximumByteCount, let lines = LockedText.lines(file) else {
            throw problem(0, "not plain ASCII text of at most \(Self.maximumByteCount) bytes", "'\(Self.word)'")
        }
        guard lines.first == Self.word[...] else {
            throw problem(0, "not the signature of a locked layer", "'\(Self.word)'")
        }
        // The last newline leaves an empty piece behind it.
        guard lines.count == count + 1, lines[count].isEmpty else {
            throw problem(min(lines.count, count) - 1, "the file does not end here", "\(count) lines")
        }
        guard let version = Self.version(lines[1]) else {
            throw problem(1, "no version", "'version' and a number of \(Self.versionRange)")
        }
        var digests: [String?] = []
        for (offset, name) in LockedLayer.files.enumerated() {
            guard let digest = Self.digest(lines[2 + offset], of: name) else {
                throw problem(2 + offset, "no digest", "'file \(name)' and a SHA-256, or '\(LockedStatement.absent)'")
            }
            digests.append(digest == LockedStatement.absent ? nil : digest)
        }
        let last = lines[count - 1].split(separator: " ", omittingEmptySubsequences: false)
        guard last.count == 2, last[0] == "signature", let bytes = LockedHexadecimal.bytes(last[1], count: 64) else {
            throw problem(count - 1, "no signature", "'signature' and 128 lower-case hexadecimal digits")
        }
        self.init(statement: LockedStatement(version: version, digests: digests), bytes: bytes)
    }

    private static let versionRange = "\(LockedStatement.versions.lowerBound) to \(LockedStatement.versions.upperBound)"

    /// The number of a line `version N` without leading zeros.
    private static func version(_ line: Substring) -> UInt64? {
        guard let number = UInt64(line.dropFirst("version ".count)), line == "version \(number)" else { return nil }
        return LockedStatement.versions.contains(number) ? number : nil
    }

    /// The digest, or the word for none, of a line `file NAME DIGEST`.
    private static func digest(_ line: Substring, of name: String) -> String? {
        let prefix = "file \(name) "
        guard line.hasPrefix(prefix) else { return nil }
        let digest = String(line.dropFirst(prefix.count))
        return digest == LockedStatement.absent || LockedHexadecimal.bytes(digest, count: 32) != nil ? digest : nil
    }
}
