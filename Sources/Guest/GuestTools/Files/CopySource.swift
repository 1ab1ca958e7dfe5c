internal import LinuxIO

/// A file or folder that is to be sent: where it is, and the name that it gets.
struct CopySource {
    let parent: Folder
    let name: [UInt8]

    init(parent: Folder, name: [UInt8]) {
        self.parent = parent
        self.name = name
    }

    /// Looks a path of the command line up.
    init(_ path: [UInt8]) throws(CallError) {
        var bytes = path[...]
        while bytes.count > 1, bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
        var last = bytes
        var directory: [UInt8] = [UInt8(ascii: ".")]
        if let slash = bytes.lastIndex(of: UInt8(ascii: "/")) {
            last = bytes[(slash + 1)...]
            directory = slash == bytes.startIndex ? [UInt8(ascii: "/")] : Array(bytes[..<slash])
        }
        // A folder that is named by where it is has a name of its own all the same.
        if last.isEmpty || last.elementsEqual([UInt8(ascii: ".")]) || last.elementsEqual(Array("..".utf8)) {
            let canonical = FileSystem.canonicalPath(String(decoding: bytes, as: UTF8.self)) ?? "/"
            guard canonical != "/" else {
                throw CallError(
                    "'\(String(decoding: path, as: UTF8.self))' has no name to be copied under",
                    exitCode: ExitCode.failure)
            }
            directory = Array(FileSystem.parent(of: canonical).utf8)
            last = Array(FileSystem.lastComponent(of: canonical).utf8)[...]
        }
        name = Array(last)
        do throws(SystemError) {
            parent = try Folder.open(directory)
            guard try parent.facts(name) != nil else {
                throw SystemError("open", String(decoding: path, as: UTF8.self), code: ErrorCode.notFound)
            }
        } catch {
            throw CallError("\(error)", exitCode: ExitCode.failure)
        }
    }

    /// Removes it, with all that is in it.
    func remove() throws(CallError) {
        do throws(SystemError) { try parent.removeTree(name) } catch {
            throw CallError("it was copied, but is still here as well: \(error)", exitCode: ExitCode.failure)
        }
    }

    /// The bytes of all files in it.
    func contentByteCount() throws(SystemError) -> UInt64 {
        guard let facts = try parent.facts(name) else { return 0 }
        switch facts.kind {
        case .file: return facts.sizeBytes
        case .folder:
            let folder = try parent.folder(name)
            var sum: UInt64 = 0
            for entry in try folder.names() { sum += try CopySource(parent: folder, name: entry).contentByteCount() }
            return sum
        case .link, .other: return 0
        }
    }
}
