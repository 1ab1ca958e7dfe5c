/// How large an audit log grows.
package struct AuditLimits: Hashable, Sendable {
    /// A file that is larger is followed by a new one.
    package var fileBytes = 8 << 20
    /// How many files are kept; the oldest goes.
    package var fileCount = 128

    package init() {}
}
