/// What the signature of a locked layer says: a version, and which files belong to it.
package struct LockedStatement: Hashable, Sendable {
    /// The versions that there are: small enough for any reader of JSON.
    package static let versions: ClosedRange<UInt64> = 1...999_999_999_999
    /// In place of a digest: the file must not be there.
    package static let absent = "none"

    /// The version; one lower than the highest that was in force is refused.
    package let version: UInt64
    /// For each path of ``LockedLayer/files``, in that order, the SHA-256 of the file, or nil when it must not be there.
    package let digests: [String?]

    package init(version: UInt64, digests: [String?]) {
        self.version = version
        self.digests = digests
    }

    /// Its lines, as the signature's file holds them.
    var lines: [String] {
        ["version \(version)"]
            + zip(LockedLayer.files, digests).map { "file \($0) \($1 ?? Self.absent)" }
    }

    /// The bytes that are signed: a prefix that no other use of the key has, and the lines.
    var message: [UInt8] { Array((["bulkhead-locked-message-1"] + lines).map { $0 + "\n" }.joined().utf8) }
}
