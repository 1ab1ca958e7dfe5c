/// Why a line is no record.
package struct AuditLineError: Error, Hashable, Sendable {
    /// Why, in words.
    package let reason: String

    init(_ reason: String) { self.reason = reason }
}
