/// Takes a stream of files apart, bytes in, entries and pieces of their content out, and believes nothing in it.
package struct CopyReader: Sendable {
    package enum Event: Hashable, Sendable {
        /// An entry; the content of a file follows.
        case entry(CopyEntry)
        /// Where in the bytes that were given the next piece of the file is.
        case content(Range<Int>)
        /// The file is whole; also said of a file without content.
        case fileEnded
        /// There is no more.
        case ended
    }

    private enum State: Hashable, Sendable {
        case header
        case name(CopyHeader)
        case link(CopyHeader, CopyPath)
        case content(remaining: UInt64)
        case ended
    }

    private var state = State.header
    /// What has come of the part that is being read.
    private var part: [UInt8] = []

    package init() {}

    /// Whether the stream has said that it is over.
    package var hasEnded: Bool { state == .ended }

    /// Goes on to the next event.
    ///
    /// - Parameters:
    ///   - bytes: What came.
    ///   - offset: How much of it has been read; moved behind what this reads.
    /// - Returns: The event; nil when it takes more bytes.
    /// - Throws: What is wrong; nothing more can be read then.
    package mutating func next(_ bytes: [UInt8], _ offset: inout Int) throws(CopyFault) -> Event? {
        while true {
            switch state {
            case .content(0):
                state = .header
                return .fileEnded
            case .content(let remaining):
                guard offset < bytes.count else { return nil }
                let count = Int(min(remaining, UInt64(bytes.count - offset)))
                let range = offset..<offset + count
                offset += count
                state = .content(remaining: remaining - UInt64(count))
                return .content(range)
            case .header:
                guard let whole = take(CopyLimits.header, bytes, &offset) else { return nil }
                if let event = try header(CopyHeader(whole)) { return event }
            case .name(let header):
                guard let whole = take(Int(header.nameByteCount), bytes, &offset) else { return nil }
                if let event = try name(whole, header) { return event }
            case .link(let header, let path):
                guard let target = take(Int(header.contentByteCount), bytes, &offset) else { return nil }
                guard path.contains(linkTarget: target) else { throw .escapingLink }
                state = .header
                return .entry(entry(header, path, .link(target: target)))
            case .ended:
                guard offset == bytes.count else { throw .trailingBytes }
                return nil
            }
        }
    }

    private mutating func header(_ header: CopyHeader) throws(CopyFault) -> Event? {
        guard header.nameByteCount > 0 else {
            state = .ended
            return .ended
        }
        guard header.nameByteCount <= CopyLimits.path + 1 else { throw .pathTooLong }
        switch header.mode & CopyHeader.Kind.mask {
        case CopyHeader.Kind.file:
            guard header.contentByteCount <= CopyLimits.file else { throw .fileTooLarge }
        case CopyHeader.Kind.folder: break
        case CopyHeader.Kind.link:
            guard header.contentByteCount <= CopyLimits.linkTarget else { throw .pathTooLong }
        default: throw .notAFile
        }
        state = .name(header)
        return nil
    }

    private mutating func name(_ whole: [UInt8], _ header: CopyHeader) throws(CopyFault) -> Event? {
        // Qubes' receiver does without the NUL, and so do we.
        let path = try CopyPath(whole.last == 0 ? Array(whole.dropLast()) : whole)
        switch header.mode & CopyHeader.Kind.mask {
        case CopyHeader.Kind.file:
            state = .content(remaining: header.contentByteCount)
            return .entry(entry(header, path, .file(sizeBytes: header.contentByteCount)))
        case CopyHeader.Kind.folder:
            // Qubes' sender puts the size of the folder's own blocks here; no content follows.
            state = .header
            return .entry(entry(header, path, .folder))
        default:
            state = .link(header, path)
            return nil
        }
    }

    private func entry(_ header: CopyHeader, _ path: CopyPath, _ kind: CopyEntry.Kind) -> CopyEntry {
        CopyEntry(
            path: path, kind: kind, permissions: header.mode, accessed: header.accessed, modified: header.modified)
    }

    /// The next `count` bytes, once all of them have come.
    private mutating func take(_ count: Int, _ bytes: [UInt8], _ offset: inout Int) -> [UInt8]? {
        let end = min(bytes.count, offset + count - part.count)
        part += bytes[offset..<end]
        offset = end
        guard part.count == count else { return nil }
        defer { part.removeAll(keepingCapacity: true) }
        return part
    }
}
