/// A line that tells a guest nothing about its network.
package struct NetworkTextError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The beginning of the line.
    package let line: String

    init(_ line: Substring) { self.line = String(line.prefix(80)) }

    package var description: String { "the line '\(line)' is not understood" }
}
