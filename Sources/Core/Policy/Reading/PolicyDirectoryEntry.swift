/// One name in a policy directory.
package struct PolicyDirectoryEntry: Hashable, Sendable {
    /// The name, without a path.
    package let name: String
    /// Whether it is a regular file, or a symbolic link to one.
    package let isFile: Bool

    package init(name: String, isFile: Bool) {
        self.name = name
        self.isFile = isFile
    }
}
