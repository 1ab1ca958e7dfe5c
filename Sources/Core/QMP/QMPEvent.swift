/// Something that happened to the machine (qmp-spec 2.5).
package struct QMPEvent: Hashable, Sendable {
    /// In capitals: "SHUTDOWN".
    package let name: String
    package let data: JSONValue

    package init(name: String, data: JSONValue = .object([:])) {
        self.name = name
        self.data = data
    }
}
