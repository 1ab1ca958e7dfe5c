import FileCopy

/// The stream's parts, put together by hand from the format's description, without the code that is tested.
enum Stream {
    static func header(
        _ nameByteCount: UInt32, mode: UInt32, size: UInt64 = 0, accessed: (UInt32, UInt32) = (1, 2),
        modified: (UInt32, UInt32) = (3, 4)
    ) -> [UInt8] {
        little(nameByteCount) + little(mode) + little(UInt32(truncatingIfNeeded: size)) + little(UInt32(size >> 32))
            + little(accessed.0) + little(accessed.1) + little(modified.0) + little(modified.1)
    }

    static func little(_ number: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) } }

    static func file(_ path: String, _ content: [UInt8], mode: UInt32 = 0o644) -> [UInt8] {
        header(UInt32(path.utf8.count + 1), mode: 0o100000 | mode, size: UInt64(content.count)) + Array(path.utf8) + [0]
            + content
    }

    static func folder(_ path: String, mode: UInt32 = 0o755) -> [UInt8] {
        header(UInt32(path.utf8.count + 1), mode: 0o040000 | mode, size: 4_096) + Array(path.utf8) + [0]
    }

    static func link(_ path: String, _ target: String) -> [UInt8] {
        header(UInt32(path.utf8.count + 1), mode: 0o120777, size: UInt64(target.utf8.count)) + Array(path.utf8) + [0]
            + Array(target.utf8)
    }

    static let end = [UInt8](repeating: 0, count: 32)

    /// What a reader makes of pieces: its events, the content of files joined.
    static func read(_ pieces: [[UInt8]]) throws -> (events: [CopyReader.Event], content: [[UInt8]], hasEnded: Bool) {
        var reader = CopyReader()
        var events: [CopyReader.Event] = []
        var content: [[UInt8]] = []
        for piece in pieces {
            var offset = 0
            while let event = try reader.next(piece, &offset) {
                switch event {
                case .content(let range): content[content.count - 1] += piece[range]
                case .entry(let entry):
                    if case .file = entry.kind { content.append([]) }
                    events.append(event)
                default: events.append(event)
                }
            }
            guard offset == piece.count else { throw Unread(count: piece.count - offset) }
        }
        return (events, content, reader.hasEnded)
    }

    struct Unread: Error { let count: Int }
}
