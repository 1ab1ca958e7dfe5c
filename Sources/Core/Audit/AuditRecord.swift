package import JSONText

/// One thing that happened.
package struct AuditRecord: Hashable, Sendable {
    /// What sort of thing.
    package var event: AuditEvent
    /// When, in milliseconds since 1970-01-01 UTC, by the host's clock.
    package var timeMilliseconds: UInt64
    /// What is known of it; the names in ``reserved`` are the log's own.
    package var fields: [String: JSONValue]

    /// The names of members that every line has.
    package static let reserved: Set<String> = ["seq", "time_ms", "event", "prev", "hash"]

    package init(_ event: AuditEvent, timeMilliseconds: UInt64, fields: [String: JSONValue] = [:]) {
        self.event = event
        self.timeMilliseconds = timeMilliseconds
        self.fields = fields
    }
}
