/// A file of the directory that `!compat-4.0` reads, named after the call that it is for.
struct LegacyFile {
    let name: String
    let service: String
    /// The argument with its `+`, or `*` when the file's name has none.
    let argument: String

    /// Reads a file's name; nil when a file of this name is not read.
    init?(name: String) {
        let bytes = name.utf8
        guard bytes.first != UInt8(ascii: "."), bytes.allSatisfy(CallCharacter.isAllowed) else { return nil }
        guard !Self.ignoredSuffixes.contains(where: name.hasSuffix) else { return nil }
        self.name = name
        let plus = name.firstIndex(of: "+") ?? name.endIndex
        service = String(name[..<plus])
        argument = plus == name.endIndex ? "*" : String(name[plus...])
    }

    private static let ignoredSuffixes = [".rpmsave", ".rpmnew", ".swp"]

    /// The files of a directory in the order in which they are read: by service, then by argument, `*` last.
    static func inOrder(_ entries: [PolicyDirectoryEntry]) -> [LegacyFile] {
        entries.lazy.filter(\.isFile).compactMap { LegacyFile(name: $0.name) }.sorted { left, right in
            if left.service != right.service { return PolicyPath.precedes(left.service, right.service) }
            if left.argument == "*" || right.argument == "*" { return right.argument == "*" && left.argument != "*" }
            return PolicyPath.precedes(left.argument, right.argument)
        }
    }
}
