/// Why the monitor refused a command (qmp-spec 2.4.2).
package struct QMPFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The class, for programs: "GenericError".
    package let kind: String
    /// The reason, for people.
    package let description: String

    package init(kind: String, description: String) {
        self.kind = kind
        self.description = description
    }
}
