/// What a policy may cost to read.
package struct ReadingLimits: Hashable, Sendable {
    /// The most rules, all files together.
    package var rules = 1_000_000
    /// The most files, includes counted each time.
    package var files = 10_000
    /// How deep includes may be nested.
    package var includeDepth = 16
    /// The largest file, in bytes.
    package var fileBytes = 128 << 20
    /// The most bytes of all files together, includes counted each time.
    package var totalBytes = 1 << 30
    /// The longest line, in bytes.
    package var lineBytes = 65_536
    /// The longest service name, in bytes.
    package var serviceBytes = 256
    /// The longest argument, in bytes, its `+` counted.
    package var argumentBytes = 65_535
    /// The most problems that are told; the rest are counted.
    package var problems = 1_000

    package init() {}
}
