/// A file or a directory that is there and cannot be read.
package struct PolicyFileError: Error, Hashable, Sendable {
    /// Why, in words ("Permission denied").
    package let reason: String

    package init(_ reason: String) { self.reason = reason }
}
