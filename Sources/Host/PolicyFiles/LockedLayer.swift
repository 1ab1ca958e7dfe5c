package import Machines
package import Policy

/// The part of a policy that only the holder of a key may change.
///
/// Its rules are asked before all others. Its assertions are checked at every load, with no other assertions and service
/// descriptions beside them than its own: no file lifts what they forbid, neither with a rule nor by declaring a service
/// harmless. With a key in `[policy] locked_key` the signature must be there and good. Without a key, files with
/// these names are refused: taking the key away must not turn a checked layer into an unchecked one unseen.
package enum LockedLayer {
    /// The name of its rules in `policy.d`.
    package static let policyName = "05-locked.policy"
    /// The name of its assertions in `assertions.d`.
    package static let assertionsName = "05-locked.assert"
    /// The name of its service descriptions in `services.d`.
    package static let servicesName = "05-locked.toml"
    /// Its signature, from the configuration directory.
    package static let signaturePath = "policy.d/05-locked.sig"
    /// The files that a signature covers, from the configuration directory; the first must be there.
    package static let files = [
        "policy.d/" + policyName, "assertions.d/" + assertionsName, "services.d/" + servicesName,
    ]

    /// What checking came to.
    package enum Outcome: Hashable, Sendable {
        /// No key is set, and there is no file of the layer.
        case none
        /// Everything is as it was signed.
        case verified(version: UInt64)
        /// Not to be used, and why.
        case refused([Problem])
    }

    /// Checks the layer's files.
    ///
    /// - Parameters:
    ///   - directory: The configuration directory.
    ///   - provider: Where its files come from; the same bytes must be read as rules afterwards.
    ///   - key: The key's file if one is set; the problem if that cannot be read.
    ///   - highestVersion: The highest version that was in force with that key; 0 for none.
    /// - Returns: What came of it.
    package static func check(
        directory: String, provider: some PolicyFileProvider, key: Result<LockedPublicKey, Problem>?,
        highestVersion: UInt64
    ) -> Outcome {
        var problems: [Problem] = []
        func read(_ path: String, limit: Int) -> [UInt8]? {
            do {
                return try provider.contents(directory + "/" + path, limit: limit)
            } catch {
                problems.append(Problem(file: path, position: .start, message: "cannot be read: \(error.reason)"))
                return nil
            }
        }
        let contents = files.map { read($0, limit: ReadingLimits().fileBytes) }
        let signature = read(signaturePath, limit: LockedSignature.maximumByteCount)
        if !problems.isEmpty { return .refused(problems) }
        switch key {
        case nil: return withoutKey(contents, signature)
        case .failure(let problem)?: return .refused([problem])
        case .success(let key)?:
            do {
                return .verified(version: try verify(contents, signature, key, highestVersion).version)
            } catch {
                return .refused([error])
            }
        }
    }

    /// What the files are now, for signing.
    ///
    /// - Parameters:
    ///   - version: The version to sign.
    ///   - contents: The bytes of ``files`` in their order, nil for one that is not there.
    /// - Returns: The statement that describes them.
    package static func statement(version: UInt64, contents: [[UInt8]?]) -> LockedStatement {
        LockedStatement(version: version, digests: contents.map { $0.map { LockedDigest.text(of: $0) } })
    }

    private static func withoutKey(_ contents: [[UInt8]?], _ signature: [UInt8]?) -> Outcome {
        let found = zip(files, contents).compactMap { $1 == nil ? nil : $0 } + (signature == nil ? [] : [signaturePath])
        if found.isEmpty { return .none }
        return .refused(
            found.map { path in
                Problem(
                    file: path, position: .start, message: "a file of the locked layer, and no key to check it with",
                    expected: "'locked_key' in [policy] of bulkhead.toml, or another name for this file")
            })
    }

    private static func verify(
        _ contents: [[UInt8]?], _ file: [UInt8]?, _ key: LockedPublicKey, _ highestVersion: UInt64
    ) throws(Problem) -> LockedStatement {
        guard contents.first != .some(nil) else {
            throw Problem(
                file: files[0], position: .start, message: "the rules of the locked layer are missing",
                expected: "the file that \(signaturePath) was made for, as a key is set in [policy] locked_key")
        }
        guard let file else {
            throw Problem(
                file: signaturePath, position: .start, message: "the signature of the locked layer is missing",
                expected: "a signature by the key \(key.identifier), as a key is set in [policy] locked_key")
        }
        let signature = try LockedSignature(file: file, path: signaturePath)
        let statement = signature.statement
        guard key.verifies(signature.bytes, of: statement.message) else {
            throw Problem(
                file: signaturePath, position: .start,
                message: "the signature is not one by the key \(key.identifier) of what this file says",
                expected: "a signature made with 'bulkhead policy sign'")
        }
        for (index, path) in files.enumerated() {
            let found = contents[index].map { LockedDigest.text(of: $0) }
            guard found != statement.digests[index] else { continue }
            throw Problem(
                file: path, position: .start,
                message: found == nil
                    ? "the file is missing, and belongs to version \(statement.version) of the locked layer"
                    : "the file is not the one that was signed: its SHA-256 is \(found ?? "")",
                expected: statement.digests[index] ?? "no such file")
        }
        guard statement.version >= highestVersion else {
            throw Problem(
                file: signaturePath, position: SourcePosition(line: 2, column: 1),
                message: "version \(statement.version) of the locked layer is older than one that was in force",
                expected: "version \(highestVersion) or higher")
        }
        return statement
    }
}
