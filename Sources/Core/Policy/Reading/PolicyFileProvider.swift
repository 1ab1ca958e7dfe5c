/// Where a policy's files come from: the disk, or a value in memory.
///
/// Paths are what the reader makes of the layout: a directory of ``PolicyLayout`` with `/` and a name, an include's path
/// joined to such a directory, or an absolute path.
package protocol PolicyFileProvider {
    /// The names in a directory, in any order, with the hidden ones; nil when it is not a directory.
    ///
    /// - Parameter path: The directory.
    /// - Returns: For each name whether it is a regular file (symbolic links followed).
    /// - Throws: ``PolicyFileError`` when the directory is there and cannot be read.
    func list(_ path: String) throws(PolicyFileError) -> [PolicyDirectoryEntry]?

    /// What a file holds; nil when there is no regular file at this path.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - limit: The most bytes that are wanted; a longer file may be cut one byte after it.
    /// - Returns: The bytes.
    /// - Throws: ``PolicyFileError`` when the file is there and cannot be read.
    func contents(_ path: String, limit: Int) throws(PolicyFileError) -> [UInt8]?
}
