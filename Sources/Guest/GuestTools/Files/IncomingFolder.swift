internal import FileCopy
internal import LinuxIO

/// The folder of one sender, into which files are copied.
///
/// What comes is put into a folder beside, whose name says that it is not whole. Once all is there, and on the disk, each
/// file or folder of the sender's moves to its name, which must be free. Whatever ends this program, at any moment,
/// what has a name of its own is whole.
final class IncomingFolder {
    private static let spareBytes: UInt64 = 1 << 20
    /// Bytes that may be written between two looks at how much room there is.
    private static let lookEveryBytes: UInt64 = 16 << 20
    private static let markedPrefix = "INCOMPLETE-"

    /// A file or folder of the first level, whole.
    private struct Finished {
        let name: [UInt8]
        /// A folder gets its mode when it is in its place: without leave to write it could not be moved there.
        let folder: CopyEntry?
    }

    /// Where the bytes of a file go.
    private enum Content {
        case small(Descriptor)
        case large(LargeFileWriter)
    }

    /// Files from this size on are written past the page cache.
    private static let largeBytes: UInt64 = 1 << 20

    private let target: Folder
    private let stagingName: [UInt8]
    private var staging: Folder?
    /// The folders on the way to what came last, below the first.
    private var open: [(name: [UInt8], folder: Folder)] = []
    private var file: (content: Content, entry: CopyEntry)?
    private var finished: [Finished] = []
    private var finishedNames: Set<[UInt8]> = []
    private var checkedName: [UInt8]?
    /// What was free when that was looked at, less what has been promised since.
    private var roomBytes: UInt64 = 0
    private var writtenSinceLook: UInt64 = 0

    /// - Parameter path: The folder, made where it is missing.
    /// - Throws: When it cannot be made or opened.
    init(_ path: String) throws(SystemError) {
        try FileSystem.makeDirectory(path, mode: 0o700)
        target = try Folder.open(path)
        let random = try CurrentProcess.randomBytes(8).reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
        stagingName = Array((Self.markedPrefix + String(random, radix: 36)).utf8)
    }

    /// A file, folder or link begins; of a link that is all.
    func begin(_ entry: CopyEntry) throws(SystemError) {
        let names = entry.path.names
        let name = names[names.count - 1]
        try checkFirst(names[0], entry)
        let parent = try folder(names.dropLast())
        switch entry.kind {
        case .file(let sizeBytes):
            try checkRoom(sizeBytes, parent)
            let descriptor = try parent.makeFile(name)
            file = (
                sizeBytes < Self.largeBytes
                    ? .small(Descriptor(descriptor))
                    : .large(try LargeFileWriter(descriptor, sizeBytes: sizeBytes)), entry
            )
        case .link(let linkTarget):
            try parent.makeLink(name, to: linkTarget)
            try parent.setTimes(name, entry)
            finish(entry, nil)
        case .folder:
            guard try parent.facts(name)?.kind == .folder else { return try parent.makeFolder(name) }
            // The second time: all that belongs into it is there.
            if names.count == 1 { return finish(entry, entry) }
            try parent.setMode(name, entry.permissions)
            try parent.setTimes(name, entry)
        }
    }

    /// More of the file that was begun last.
    func write(_ bytes: ArraySlice<UInt8>) throws(SystemError) {
        switch file?.content {
        case nil: return
        case .large(let writer): try writer.append(bytes)
        case .small(let file):
            var rest = bytes
            while !rest.isEmpty { rest = rest.dropFirst(try file.descriptor.write(rest)) }
        }
        writtenSinceLook += UInt64(bytes.count)
    }

    /// The file that was begun last is whole.
    func endFile() throws(SystemError) {
        guard let (file, entry) = file else { return }
        self.file = nil
        switch file {
        case .small(let file): try Self.set(file.descriptor, entry)
        case .large(let writer):
            try writer.finish()
            try writer.withFile { (file) throws(SystemError) in try Self.set(file, entry) }
        }
        finish(entry, nil)
    }

    private static func set(_ file: borrowing OwnedDescriptor, _ entry: CopyEntry) throws(SystemError) {
        try file.setTimes(accessed: entry.accessed.pair, modified: entry.modified.pair)
        try file.setMode(entry.permissions)
    }

    /// Gives what is whole its names, and removes what is not.
    ///
    /// - Throws: The first name that has been taken meanwhile, or that the disk does not work; what could be kept is kept.
    func keep() throws(SystemError) {
        guard let staging else { return }
        file = nil
        open = []
        var failure: SystemError?
        do throws(SystemError) {
            try staging.synchronizeFileSystem()
            for item in finished {
                do throws(SystemError) { try move(item, from: staging) } catch { failure = failure ?? error }
            }
            finished = []
        } catch {
            failure = error
        }
        try target.removeTree(stagingName)
        self.staging = nil
        try target.synchronize()
        if let failure { throw failure }
    }

    private func move(_ item: Finished, from staging: Folder) throws(SystemError) {
        try staging.move(item.name, to: target, item.name)
        guard let folder = item.folder else { return }
        try target.setMode(item.name, folder.permissions)
        try target.setTimes(item.name, folder)
    }

    private func finish(_ entry: CopyEntry, _ folder: CopyEntry?) {
        guard entry.path.names.count == 1 else { return }
        finished.append(Finished(name: entry.path.names[0], folder: folder))
        finishedNames.insert(entry.path.names[0])
    }

    /// Refuses what would overwrite something, before any of it is there.
    private func checkFirst(_ name: [UInt8], _ entry: CopyEntry) throws(SystemError) {
        guard !finishedNames.contains(name) else { throw taken(name) }
        guard checkedName != name else { return }
        guard try target.facts(name) == nil else { throw taken(name) }
        checkedName = name
    }

    private func taken(_ name: [UInt8]) -> SystemError {
        SystemError("make", String(decoding: name, as: UTF8.self), code: ErrorCode.exists)
    }

    private func checkRoom(_ sizeBytes: UInt64, _ parent: Folder) throws(SystemError) {
        if sizeBytes > roomBytes || writtenSinceLook >= Self.lookEveryBytes {
            let available = try parent.availableBytes()
            roomBytes = available - min(available, Self.spareBytes)
            writtenSinceLook = 0
        }
        guard sizeBytes <= roomBytes else {
            throw SystemError("keep \(sizeBytes) bytes where \(roomBytes) are free", code: ErrorCode.noSpace)
        }
        roomBytes -= sizeBytes
    }

    /// The folder with these names below the first; those that are open already are not opened again.
    private func folder(_ names: ArraySlice<[UInt8]>) throws(SystemError) -> Folder {
        let top: Folder
        if let staging {
            top = staging
        } else {
            try target.makeFolder(stagingName)
            top = try target.folder(stagingName)
            staging = top
        }
        var common = 0
        while common < open.count, common < names.count, open[common].name == names[common] { common += 1 }
        open.removeSubrange(common...)
        for name in names.dropFirst(common) {
            open.append((name, try (open.last?.folder ?? top).folder(name)))
        }
        return open.last?.folder ?? top
    }
}

extension Folder {
    fileprivate func setTimes(_ name: [UInt8], _ entry: CopyEntry) throws(SystemError) {
        try setTimes(name, accessed: entry.accessed.pair, modified: entry.modified.pair)
    }
}

extension CopyTime {
    fileprivate var pair: (Int, Int) { (Int(seconds), Int(nanoseconds)) }
}
