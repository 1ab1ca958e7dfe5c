/// The fixed part of an entry: Qubes' `struct file_header` (qubes-core-agent-linux, `libqubes-rpc-filecopy.h`).
///
/// Little-endian: length of the name with its NUL (4), `st_mode` (4), bytes of content (8), access time (4 seconds, 4
/// nanoseconds), modification time (4 + 4). A header whose name has no length ends the stream.
struct CopyHeader: Hashable, Sendable {
    /// The kinds of `st_mode` (inode(7)).
    enum Kind {
        static let mask: UInt32 = 0o170000
        static let file: UInt32 = 0o100000
        static let folder: UInt32 = 0o040000
        static let link: UInt32 = 0o120000
    }

    let nameByteCount: UInt32
    let mode: UInt32
    let contentByteCount: UInt64
    let accessed: CopyTime
    let modified: CopyTime

    init(_ entry: CopyEntry, nameByteCount: Int) {
        self.nameByteCount = UInt32(nameByteCount)
        accessed = entry.accessed
        modified = entry.modified
        switch entry.kind {
        case .file(let sizeBytes):
            mode = Kind.file | entry.permissions
            contentByteCount = sizeBytes
        case .folder:
            mode = Kind.folder | entry.permissions
            contentByteCount = 0
        case .link(let target):
            mode = Kind.link | 0o777
            contentByteCount = UInt64(target.count)
        }
    }

    /// - Parameter bytes: ``CopyLimits/header`` bytes.
    init(_ bytes: [UInt8]) {
        nameByteCount = Self.number(bytes, at: 0)
        mode = Self.number(bytes, at: 4)
        contentByteCount = UInt64(Self.number(bytes, at: 8)) | UInt64(Self.number(bytes, at: 12)) << 32
        accessed = CopyTime(seconds: Self.number(bytes, at: 16), nanoseconds: Self.number(bytes, at: 20))
        modified = CopyTime(seconds: Self.number(bytes, at: 24), nanoseconds: Self.number(bytes, at: 28))
    }

    func append(to bytes: inout [UInt8]) {
        for number in [
            nameByteCount, mode, UInt32(truncatingIfNeeded: contentByteCount), UInt32(contentByteCount >> 32),
            accessed.seconds, accessed.nanoseconds, modified.seconds, modified.nanoseconds,
        ] {
            for shift in stride(from: UInt32(0), to: 32, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: number >> shift))
            }
        }
    }

    private static func number(_ bytes: [UInt8], at offset: Int) -> UInt32 {
        var number: UInt32 = 0
        for index in 0..<4 { number |= UInt32(bytes[offset + index]) << UInt32(index * 8) }
        return number
    }
}
