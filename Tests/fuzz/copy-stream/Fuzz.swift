import FileCopy

/// Reads bytes as a stream of files, whole and in pieces: the same comes of it, and no path of it escapes.
///
/// The first byte says how long the pieces are.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzCopyStream(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let all = Array(UnsafeBufferPointer(start: data, count: count))
    guard let first = all.first else { return 0 }
    let bytes = Array(all.dropFirst())
    let whole = read([bytes])
    let size = Int(first) + 1
    let pieces = stride(from: 0, to: bytes.count, by: size).map { Array(bytes[$0..<min($0 + size, bytes.count)]) }
    precondition(read(pieces) == whole, "other pieces make another copy")
    for entry in whole.entries { check(entry) }

    if let result = CopyResult(bytes: bytes) {
        precondition(result.lastPath.count <= CopyLimits.path, "a path that is too long")
        precondition(CopyResult(bytes: result.bytes) == result, "a result that is not what was written")
    }
    return 0
}

/// What came of a stream.
private struct Outcome: Equatable {
    var entries: [CopyEntry] = []
    var contents: [[UInt8]] = []
    var endedFiles = 0
    var hasEnded = false
    var fault: CopyFault?
}

private func read(_ pieces: [[UInt8]]) -> Outcome {
    var outcome = Outcome()
    var reader = CopyReader()
    do throws(CopyFault) {
        for piece in pieces {
            var offset = 0
            while let event = try reader.next(piece, &offset) {
                switch event {
                case .entry(let entry):
                    outcome.entries.append(entry)
                    if case .file = entry.kind { outcome.contents.append([]) }
                case .content(let range): outcome.contents[outcome.contents.count - 1] += piece[range]
                case .fileEnded: outcome.endedFiles += 1
                case .ended: break
                }
            }
            precondition(offset == piece.count, "bytes that were not read")
        }
        outcome.hasEnded = reader.hasEnded
    } catch {
        outcome.fault = error
    }
    return outcome
}

/// Holds an entry against the rules, by other means than those that are tested.
private func check(_ entry: CopyEntry) {
    let path = entry.path.bytes
    let up = Array("..".utf8)
    let parts = path.split(separator: 0x2f, omittingEmptySubsequences: false).map(Array.init)
    precondition(!path.contains(0) && path.count <= CopyLimits.path && parts.count <= CopyLimits.depth, "a bad path")
    precondition(!parts.contains { $0.isEmpty || $0 == [0x2e] || $0 == up }, "a path that escapes")
    precondition(entry.permissions & ~0o777 == 0, "permissions that nobody may set")
    switch entry.kind {
    case .file(let sizeBytes): precondition(sizeBytes <= CopyLimits.file, "a file that is too large")
    case .folder: break
    case .link(let target):
        precondition(target.first != 0x2f && !target.contains(0), "a link to the root")
        var place = Array(parts.dropLast())
        for part in target.split(separator: 0x2f).map(Array.init) where part != [0x2e] {
            if part == up { precondition(place.popLast() != nil, "a link that escapes") } else { place.append(part) }
        }
    }
    // What is written is what was read: of links the mode is not kept.
    var reader = CopyReader()
    var offset = 0
    guard case .entry(let again)? = try? reader.next(entry.bytes, &offset) else {
        preconditionFailure("an entry that cannot be read again")
    }
    precondition(
        again.path == entry.path && again.kind == entry.kind && again.modified == entry.modified, "another entry")
}
