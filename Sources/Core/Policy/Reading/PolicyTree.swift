/// A policy's files as a value in memory.
package struct PolicyTree: PolicyFileProvider, Sendable {
    private let files: [String: [UInt8]]
    private let directories: [String: Set<String>]

    /// Makes a tree of files by their paths.
    ///
    /// - Parameters:
    ///   - files: What the files hold, by path. All directories on their paths are there.
    ///   - directories: Directories that are there even when they hold nothing.
    package init(_ files: [String: [UInt8]], directories: [String] = []) {
        var contents: [String: [UInt8]] = [:]
        var children: [String: Set<String>] = [:]
        for directory in directories { children[PolicyPath.normal(directory), default: []] = [] }
        for (path, bytes) in files {
            var path = PolicyPath.normal(path)
            contents[path] = bytes
            while let (parent, name) = PolicyPath.parent(of: path) {
                children[parent, default: []].insert(name)
                path = parent
            }
        }
        self.files = contents
        self.directories = children
    }

    package func list(_ path: String) throws(PolicyFileError) -> [PolicyDirectoryEntry]? {
        let path = PolicyPath.normal(path)
        guard let names = directories[path] else { return nil }
        return names.map { name in
            PolicyDirectoryEntry(name: name, isFile: files[PolicyPath.join(path, name)] != nil)
        }
    }

    package func contents(_ path: String, limit: Int) throws(PolicyFileError) -> [UInt8]? {
        files[PolicyPath.normal(path)]
    }
}
