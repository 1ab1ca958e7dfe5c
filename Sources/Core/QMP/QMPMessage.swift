/// One line that the monitor sent (qmp-spec 2.2 to 2.5).
package enum QMPMessage: Hashable, Sendable {
    /// The first line: the version as "7.2.22".
    case greeting(version: String)
    case returned(id: UInt64?, JSONValue)
    case failed(id: UInt64?, QMPFailure)
    case event(QMPEvent)

    /// Reads a line, nil if it is none of them.
    package init?(line: [UInt8]) {
        guard let value = JSONValue(parsing: line), let members = value.object else { return nil }
        let id = members["id"]?.integer.flatMap { UInt64(exactly: $0) }
        if let greeting = members["QMP"] {
            let numbers = greeting["version"]?["qemu"]
            let parts = ["major", "minor", "micro"].compactMap { numbers?[$0]?.integer.map(String.init) }
            self = .greeting(version: parts.joined(separator: "."))
        } else if let result = members["return"] {
            self = .returned(id: id, result)
        } else if let error = members["error"] {
            guard let kind = error["class"]?.string, let text = error["desc"]?.string else { return nil }
            self = .failed(id: id, QMPFailure(kind: kind, description: text))
        } else if let name = members["event"]?.string {
            self = .event(QMPEvent(name: name, data: members["data"] ?? .object([:])))
        } else {
            return nil
        }
    }
}
