import Policy

/// Policy files that are texts in memory.
struct TextFiles: PolicyFileProvider {
    let files: [String: String]

    func list(_ path: String) -> [PolicyDirectoryEntry]? {
        let prefix = path + "/"
        let names = files.keys.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
        return names.filter { !$0.contains("/") }.map { PolicyDirectoryEntry(name: $0, isFile: true) }
    }

    func contents(_ path: String, limit: Int) -> [UInt8]? { files[path].map { Array($0.utf8) } }
}
