import Machines

/// A file or a directory that is there and cannot be read.
package struct PolicyFileError: Error, Hashable, Sendable {
    /// Why, in words ("Permission denied").
    package let reason: String

    package init(_ reason: String) { self.reason = reason }

    /// The reason as it may stand in a message.
    var shown: String { reason.sanitizedForDisplay(limit: 120) }
}
