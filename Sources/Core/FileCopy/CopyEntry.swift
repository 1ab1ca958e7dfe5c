/// One file, folder or link in the stream, without its content.
///
/// A folder comes twice: before what is in it, and behind that, when its mode and times are set.
package struct CopyEntry: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// This many bytes follow.
        case file(sizeBytes: UInt64)
        case folder
        case link(target: [UInt8])
    }

    package let path: CopyPath
    package let kind: Kind
    /// The nine bits of `rwx`; what runs as another user, and the sticky bit, are left out.
    package let permissions: UInt32
    package let accessed: CopyTime
    package let modified: CopyTime

    package init(path: CopyPath, kind: Kind, permissions: UInt32, accessed: CopyTime, modified: CopyTime) {
        self.path = path
        self.kind = kind
        self.permissions = permissions & 0o777
        self.accessed = accessed
        self.modified = modified
    }

    /// What the stream has ahead of a file's bytes; of a link, all of it.
    package var bytes: [UInt8] {
        let name = path.bytes
        let content: [UInt8]
        if case .link(let target) = kind { content = target } else { content = [] }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(CopyLimits.header + name.count + 1 + content.count)
        CopyHeader(self, nameByteCount: name.count + 1).append(to: &bytes)
        bytes += name
        bytes.append(0)
        return bytes + content
    }

    /// What the stream ends with.
    package static let endBytes = [UInt8](repeating: 0, count: CopyLimits.header)
}
