import LinuxIO
package import Machines

/// The highest version of the locked layer that was in force, for each key, in the state directory.
///
/// Without it an old layer with its good signature could be put back.
package struct LockedVersions: Sendable {
    private static let word = "bulkhead-locked-version-1"
    private static let prefix = "locked-version-"

    private let directory: String

    package init(stateDirectory: String) { directory = stateDirectory + "/policy" }

    private func path(of key: LockedPublicKey) -> String { "\(directory)/\(Self.prefix)\(key.identifier)" }

    /// Whether any locked layer was ever in force on this host.
    package var isAnyKnown: Bool {
        ((try? FileSystem.list(directory)) ?? []).contains { $0.hasPrefix(Self.prefix) }
    }

    /// The highest version that was in force with a key, 0 when there was none.
    ///
    /// - Parameter key: The key.
    /// - Returns: The version.
    /// - Throws: A `Problem` when the record is there and cannot be read: then no version may be taken for a new one.
    package func highest(of key: LockedPublicKey) throws(Problem) -> UInt64 {
        let path = path(of: key)
        let bytes: [UInt8]
        do {
            bytes = try FileSystem.read(path, limit: 256)
        } catch {
            if error.code == ErrorCode.notFound { return 0 }
            throw Problem(file: path, position: .start, message: "cannot be read: \(error.reason)")
        }
        let text = String(decoding: bytes, as: UTF8.self)
        let fields = text.split(separator: " ")
        guard fields.count == 2, let number = UInt64(fields[1].dropLast()), text == Self.text(number) else {
            throw Problem(
                file: path, position: .start, message: "the record of the locked layer's version is damaged",
                expected: "'\(Self.word)' and a number")
        }
        return number
    }

    /// Remembers a version, durably, before it comes into force.
    ///
    /// - Parameters:
    ///   - version: The version; a lower one than is known changes nothing.
    ///   - key: The key.
    /// - Throws: A `Problem` when it cannot be written, or the present record not be read.
    package func record(_ version: UInt64, of key: LockedPublicKey) throws(Problem) {
        guard try highest(of: key) < version else { return }
        do {
            try FileSystem.makeDirectory(directory, mode: 0o700)
            try FileSystem.writeAtomically(path(of: key), Array(Self.text(version).utf8))
        } catch {
            throw Problem(file: path(of: key), position: .start, message: "cannot be written: \(error.reason)")
        }
    }

    private static func text(_ version: UInt64) -> String { "\(word) \(version)\n" }
}
