/// What assertion files may cost to read and to check.
package struct AssertionLimits: Hashable, Sendable {
    /// The most files.
    package var files = 1_000
    /// The largest file, in bytes.
    package var fileBytes = 4 << 20
    /// The longest line, in bytes.
    package var lineBytes = 4_096
    /// The most statements, all files together.
    package var statements = 100_000
    /// The most names in one list of a statement.
    package var listed = 64
    /// The most problems that are told; the rest are counted.
    package var problems = 1_000

    package init() {}
}
