package import Machines

/// Where a statement stands.
package struct AssertionPlace: Hashable, Sendable, CustomStringConvertible {
    /// The file, as it is named in problems.
    package let file: String
    /// The statement's first word.
    package let position: SourcePosition

    package init(file: String, position: SourcePosition) {
        self.file = file
        self.position = position
    }

    /// `assertions.d/50-home.assert:12`.
    package var description: String { "\(file.sanitizedForDisplay(limit: 256)):\(position.line)" }
}
